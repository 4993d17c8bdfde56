import type { Terraform } from "./terraform";

/** Which state it is, and how often it was written. */
export interface StateVersion {
  readonly lineage: string;
  readonly serial: number;
}

/** The state of an initialized folder, as its backend has it. Every method throws what its Terraform does. */
export class State {
  constructor(private readonly terraform: Pick<Terraform, "pullState" | "removeFromState">) {}

  /** Undefined before the first apply. */
  async version(): Promise<StateVersion | undefined> {
    return stateVersion(await this.terraform.pullState());
  }

  /** What it has, read once. */
  async content(): Promise<StateContent> {
    return stateContent(await this.terraform.pullState());
  }

  /** Addresses of its resources. */
  async addresses(): Promise<ReadonlySet<string>> {
    return (await this.content()).addresses;
  }

  /** Attributes of its resources of a type. */
  async attributes(type: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return (await this.content()).attributes(type);
  }

  /** Drops the resources of a type from it: they are gone, or somebody else's. */
  async forget(type: string): Promise<void> {
    await this.drop([...(await this.addresses())].filter((address) => address.startsWith(`${type}.`)));
  }

  /** Drops what is at these addresses from it. */
  async drop(addresses: readonly string[]): Promise<void> {
    if (addresses.length > 0) await this.terraform.removeFromState(addresses);
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
