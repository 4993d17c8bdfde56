const ofOneResource =
  /: (?:Creating|Modifying|Destroying|Still \w+|(?:Creation|Modifications|Destruction) complete)/;

/** Says the steps of a deployment, and not each resource that it makes: what goes wrong is said all the same. */
export function stepsAlone(say: (line: string) => void): (line: string) => void {
  return (line) => {
    if (!ofOneResource.test(line)) say(line);
  };
}

/** What `cdktf deploy` says: the name of a stack stands before the first line of what comes at once. */
export class DeployOutput {
  readonly #stacks: readonly string[];
  readonly #say: (line: string) => void;
  #stack: string;
  #failed: string | undefined;

  /** @param stacks at least one */
  constructor(stacks: readonly string[], say: (line: string) => void) {
    this.#stacks = stacks;
    this.#say = say;
    this.#stack = stacks[0] ?? "";
  }

  /** The first stack that an error was said of; the first of all where none was. */
  get failed(): string {
    return this.#failed ?? this.#stacks[0] ?? "";
  }

  /** Passes on what a person wants to see: that something was made, changed, or went wrong. */
  line(line: string): void {
    const text = line.trim();
    const named = this.#stacks.find((name) => text === name || text.startsWith(`${name} `));
    if (named !== undefined) this.#stack = named;
    const said = named === undefined ? text : text.slice(named.length).trim();
    if (said.includes("Error:")) this.#failed ??= this.#stack;
    if (/: (?:Creation|Modifications|Destruction) complete|^(?:Apply|Plan:|Destroy) |Error:/.test(said))
      this.#say(`${this.#stack}: ${said}`);
  }
}
