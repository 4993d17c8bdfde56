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

  /** What it has, read once. @throws {OutlastError} `terraform-failed` where it cannot be read */
  async content(): Promise<StateContent> {
    return stateContent(await this.#read("pull"));
  }

  /** Addresses of its resources. @throws {OutlastError} `terraform-failed` where it cannot be read */
  async addresses(): Promise<ReadonlySet<string>> {
    return (await this.content()).addresses;
  }

  /** Attributes of its resources of a type. @throws {OutlastError} `terraform-failed` where it cannot be read */
  async attributes(type: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return (await this.content()).attributes(type);
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
  async #read(command: "pull" | "rm", args: readonly string[] = []): Promise<string> {
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

/** What a state has. */
export interface StateContent {
  /** Of its resources, data sources among them, as `terraform state list` says them. */
  readonly addresses: ReadonlySet<string>;
  readonly outputs: Readonly<Record<string, { readonly value: unknown }>>;
  /** Attributes of its resources of a type. */
  attributes(type: string): readonly Readonly<Record<string, unknown>>[];
}

interface Document {
  readonly outputs?: StateContent["outputs"];
  readonly resources?: readonly {
    readonly module?: string;
    readonly mode?: string;
    readonly type: string;
    readonly name: string;
    readonly instances?: readonly {
      readonly index_key?: string | number;
      readonly attributes?: Readonly<Record<string, unknown>>;
    }[];
  }[];
}

/** What the JSON of a state has; an empty text is no state. */
export function stateContent(json: string): StateContent {
  const { outputs = {}, resources = [] }: Document = json.trim() === "" ? {} : JSON.parse(json);
  const addresses = resources.flatMap(({ instances = [], mode, module, name, type }) => {
    const path = [module, mode === "data" && "data", type, name].filter(Boolean).join(".");
    return instances.map(({ index_key: key }) => (key === undefined ? path : `${path}[${inBrackets(key)}]`));
  });
  return {
    addresses: new Set(addresses),
    outputs,
    attributes: (type) =>
      resources
        .filter((resource) => resource.type === type)
        .flatMap(({ instances = [] }) => instances.map(({ attributes = {} }) => attributes)),
  };
}

/** As Terraform writes a literal, in which `${` and `%{` begin something else. */
function inBrackets(key: string | number): string {
  return JSON.stringify(key).replace(/[$%](?=\{)/g, "$&$&");
}

/** The version of a state's JSON; an empty text is no state. */
export function stateVersion(json: string): StateVersion | undefined {
  if (json.trim() === "") return undefined;
  const { lineage, serial }: Partial<StateVersion> = JSON.parse(json);
  return lineage ? { lineage, serial: serial ?? 0 } : undefined;
}
