import type { Value } from "./expression/functions";

type Json = Readonly<Record<string, unknown>>;

/** An expression of the plan's configuration: its constant value, or what it refers to, most specific first. */
interface WrittenExpression {
  readonly constant_value?: Value;
  readonly references?: readonly string[];
}

interface WrittenResource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly provider_config_key?: string;
  readonly expressions?: Json;
}

interface WrittenModule {
  readonly resources?: readonly WrittenResource[];
  readonly outputs?: Readonly<Record<string, { readonly expression?: WrittenExpression }>>;
  readonly module_calls?: Readonly<
    Record<string, { readonly expressions?: Json; readonly module?: WrittenModule }>
  >;
}

/** An instance, as far as its place in the configuration depends on it. */
export interface Place {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly mode: "managed" | "data";
}

/** Where a reference leads. */
export interface Target {
  /** Of the resource, without an instance key unless the reference has one. */
  readonly address: string;
  readonly attribute: string;
}

/** More hops than this between modules are a circle. */
const maxHops = 20;

/** The `configuration` of a plan's JSON: what was written, where the plan does not know the value. */
export class PlanConfiguration {
  readonly #root: WrittenModule;
  readonly #providers: Readonly<Record<string, { readonly expressions?: Json }>>;

  constructor(configuration: Json | undefined) {
    this.#root = (configuration?.root_module ?? {}) as WrittenModule;
    this.#providers = (configuration?.provider_config ?? {}) as Record<string, { expressions?: Json }>;
  }

  /** The region of an instance's provider, where it is written as a constant. */
  region(place: Place): string | undefined {
    const key = this.#written(place)?.provider_config_key;
    const provider = key === undefined ? undefined : this.#providers[key];
    const region = provider?.expressions?.region as WrittenExpression | undefined;
    return typeof region?.constant_value === "string" ? region.constant_value : undefined;
  }

  /** What the attribute of an instance refers to. */
  references(place: Place, path: readonly string[]): readonly string[] {
    let written: unknown = this.#written(place)?.expressions;
    for (const name of path) written = (written as Json | undefined)?.[name];
    return this.referencesOf(written);
  }

  referencesOf(written: unknown): readonly string[] {
    const references = (written as WrittenExpression | undefined)?.references;
    return Array.isArray(references) ? references : [];
  }

  /**
   * The written block that a planned one came from: sets lose their order, so it is the one whose constants agree
   * with all that the plan knows.
   */
  matchingBlock(
    place: Place,
    path: readonly string[],
    values: Readonly<Record<string, Value>>,
  ): Json | undefined {
    let blocks: Json[] = [(this.#written(place)?.expressions ?? {}) as Json];
    for (const name of path) {
      blocks = blocks.flatMap((block) => {
        const nested = block[name];
        return Array.isArray(nested) ? (nested as Json[]) : [];
      });
    }
    return blocks.find((block) => agrees(block, values));
  }

  /** Data sources that are read during the apply and that the plan therefore does not list. */
  dataSources(listed: ReadonlySet<string>): (Place & { readonly values: Readonly<Record<string, Value>> })[] {
    const written = (this.#root.resources ?? []).filter(
      ({ mode, address }) => mode === "data" && !listed.has(address),
    );
    return written.map(({ address, type, name, mode }) => ({ address, type, name, mode, values: {} }));
  }

  /**
   * The statements of a policy document as written. A list with a reference in it lost its text: of a bucket's
   * ARN, both the bucket and everything in it are taken.
   */
  statements(place: Place, follow: (references: readonly string[]) => Value | undefined): Value {
    const written = this.#written(place)?.expressions?.statement;
    return blocksOf(written).map((statement) => constants(statement, follow));
  }

  /** Follows a reference through locals of modules, their variables and their outputs, to a resource. */
  target(reference: string, from: Place): Target | undefined {
    let text = reference;
    let module: readonly string[] = modulePath(from.address);
    for (let hop = 0; hop < maxHops; hop++) {
      const parts = text.split(".");
      const next = this.#through(parts, module);
      if (!next) return resourceTarget(parts, module);
      [text, module] = next;
    }
    return undefined;
  }

  /** One step through a module's boundary; undefined for what is a resource already. */
  #through(parts: readonly string[], module: readonly string[]): [string, readonly string[]] | undefined {
    const [root, name = "", output = ""] = parts;
    if (root === "var") {
      const parent = module.slice(0, -1);
      const call = this.#module(parent)?.module_calls?.[module.at(-1) ?? ""];
      const [reference] = this.referencesOf(call?.expressions?.[name]);
      return reference === undefined ? undefined : [reference, parent];
    }
    if (root === "module") {
      const inner = [...module, name.replace(/\[.*$/, "")];
      const [reference] = this.referencesOf(
        this.#module(inner)?.outputs?.[output.replace(/\[.*$/, "")]?.expression,
      );
      return reference === undefined ? undefined : [reference, inner];
    }
    return undefined;
  }

  #written(place: Place): WrittenResource | undefined {
    const resources = this.#module(modulePath(place.address))?.resources ?? [];
    return resources.find(
      ({ mode, type, name }) => mode === place.mode && type === place.type && name === place.name,
    );
  }

  #module(path: readonly string[]): WrittenModule | undefined {
    return path.reduce<WrittenModule | undefined>(
      (module, name) => module?.module_calls?.[name]?.module,
      this.#root,
    );
  }
}

/** `module.a["x"].module.b.aws_s3_bucket.c` -> ["a", "b"] */
function modulePath(address: string): string[] {
  return [...address.matchAll(/(?:^|\.)module\.([\w-]+)(?:\[[^\]]*\])?/g)].map(([, name]) => name as string);
}

function resourceTarget(parts: readonly string[], module: readonly string[]): Target | undefined {
  const isData = parts[0] === "data";
  const [type, name, attribute] = isData ? parts.slice(1) : parts;
  if (!type || !name || !attribute) return undefined;
  const prefix = module.map((one) => `module.${one}.`).join("");
  return {
    address: `${prefix}${isData ? "data." : ""}${type}.${name}`,
    attribute: attribute.replace(/\[.*$/, ""),
  };
}

function agrees(block: Json, values: Readonly<Record<string, Value>>): boolean {
  return Object.entries(block).every(([name, written]) => {
    const constant = (written as WrittenExpression | null)?.constant_value;
    const value = values[name];
    return (
      constant === undefined || value === undefined || value === null || String(constant) === String(value)
    );
  });
}

function blocksOf(written: unknown): Json[] {
  return Array.isArray(written)
    ? (written as Json[])
    : typeof written === "object" && written !== null
      ? [written as Json]
      : [];
}

function constants(
  block: Json,
  follow: (references: readonly string[]) => Value | undefined,
): Record<string, Value> {
  const out: Record<string, Value> = {};
  for (const [name, written] of Object.entries(block)) {
    if (Array.isArray(written)) {
      out[name] = written.map((nested) => constants(nested as Json, follow));
      continue;
    }
    const { constant_value: constant, references = [] } = written as WrittenExpression;
    if (constant !== undefined) out[name] = constant;
    else if (references.length > 0) out[name] = referred(name, references, follow);
  }
  return out;
}

function referred(
  name: string,
  references: readonly string[],
  follow: (references: readonly string[]) => Value | undefined,
): Value {
  const specific = references.filter(
    (one) => !references.some((other) => other !== one && other.startsWith(`${one}.`)),
  );
  const found = specific.map((reference) => follow([reference])).filter((value) => value !== undefined);
  return name === "resources" ? found.flatMap((arn) => [arn, `${arn}/*`]) : found;
}
