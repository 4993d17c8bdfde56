import { toolError } from "./errors";
import { runProcess } from "./run-process";
import type { Environment } from "./which";

/** Which state it is, and how often it was written. */
export interface StateVersion {
  readonly lineage: string;
  readonly serial: number;
}

/** The state of an initialized folder, as its backend has it. */
export class State {
  constructor(
    private readonly binary: string,
    private readonly folder: string,
    private readonly env: Environment,
  ) {}

  /** Undefined before the first apply. @throws {OutlastError} `terraform-failed` */
  async version(): Promise<StateVersion | undefined> {
    return stateVersion(await this.#read("pull"));
  }

  /** Addresses of its resources. @throws {OutlastError} `terraform-failed` */
  async addresses(): Promise<ReadonlySet<string>> {
    const lines = (await this.#read("list")).split("\n");
    return new Set(lines.filter((line) => line !== ""));
  }

  /** Ids of its distributions. @throws {OutlastError} `terraform-failed` where it cannot be read */
  async distributions(): Promise<ReadonlySet<string>> {
    const found = await this.attributes("aws_cloudfront_distribution");
    return new Set(found.map(({ id }) => id).filter((id) => typeof id === "string"));
  }

  /** Attributes of its resources of a type. @throws {OutlastError} `terraform-failed` where it cannot be read */
  async attributes(type: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const json = await this.#read("pull");
    const { resources = [] }: Document = json.trim() === "" ? {} : JSON.parse(json);
    return resources
      .filter((resource) => resource.type === type)
      .flatMap(({ instances = [] }) => instances.map(({ attributes = {} }) => attributes));
  }

  /** Drops the resources of a type from it: they are gone, or somebody else's. @throws {OutlastError} `terraform-failed` */
  async forget(type: string): Promise<void> {
    await this.drop([...(await this.addresses())].filter((address) => address.startsWith(`${type}.`)));
  }

  /** Drops what is at these addresses from it. @throws {OutlastError} `terraform-failed` */
  async drop(addresses: readonly string[]): Promise<void> {
    if (addresses.length > 0) await this.#read("rm", addresses);
  }

  /** Empty where there is no state yet. */
  async #read(command: "pull" | "list" | "rm", args: readonly string[] = []): Promise<string> {
    const { exitCode, stderr, stdout } = await runProcess(this.binary, ["state", command, ...args], {
      cwd: this.folder,
      env: this.env,
    });
    if (exitCode === 0) return stdout;
    if (stderr.includes("No state file was found")) return "";
    throw toolError(
      "terraform-failed",
      `terraform state ${command} ended with ${exitCode}: ${stderr.trim()}`,
      "Mend what it says and run it again.",
    );
  }
}

interface Document {
  readonly resources?: readonly {
    readonly type: string;
    readonly instances?: readonly { readonly attributes?: Readonly<Record<string, unknown>> }[];
  }[];
}

/** The version of a state's JSON; an empty text is no state. */
export function stateVersion(json: string): StateVersion | undefined {
  if (json.trim() === "") return undefined;
  const { lineage, serial }: Partial<StateVersion> = JSON.parse(json);
  return lineage ? { lineage, serial: serial ?? 0 } : undefined;
}
