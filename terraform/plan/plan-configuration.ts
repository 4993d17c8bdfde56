import type { Value } from "../expression/functions";

type Json = Readonly<Record<string, unknown>>;

/** An expression of the plan's configuration: its constant value, or what it refers to. */
export interface WrittenExpression {
  readonly constant_value?: Value;
  readonly references?: readonly string[];
}

/** A block as written: expressions and lists of blocks by name. */
export type WrittenBlock = Json;

interface WrittenResource {
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly provider_config_key?: string;
  readonly expressions?: WrittenBlock;
  readonly for_each_expression?: WrittenExpression;
}

interface WrittenCall {
  readonly expressions?: WrittenBlock;
  readonly for_each_expression?: WrittenExpression;
  readonly module?: WrittenModule;
}

interface WrittenModule {
  readonly resources?: readonly WrittenResource[];
  readonly outputs?: Readonly<Record<string, { readonly expression?: WrittenExpression }>>;
  readonly module_calls?: Readonly<Record<string, WrittenCall>>;
}

/** An instance, as far as its place in the configuration depends on it. */
export interface Place {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly mode: "managed" | "data";
}

/** A resource that a reference leads to. */
export interface Target {
  /** Names of the modules around it. */
  readonly modules: readonly string[];
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** Undefined where the reference is to the resource as a whole. */
  readonly attribute: string | undefined;
  /** Instance keys that the reference names. */
  readonly keys: readonly string[];
}

/** Where a reference stands: in which module, and what `each` ranges over there. */
interface Scope {
  readonly modules: readonly string[];
  readonly each: readonly string[];
}

/** More steps than this between modules are a circle. */
const maxSteps = 20;

/** The `configuration` of a plan's JSON: what was written, where the plan does not know the value. */
export class PlanConfiguration {
  readonly #root: WrittenModule;
  readonly #providers: Readonly<Record<string, { readonly expressions?: WrittenBlock }>>;
  readonly #variables: Readonly<Record<string, { readonly value?: Value }>>;

  constructor(configuration: unknown, variables: unknown) {
    const { root_module: root, provider_config: providers } = asJson(configuration);
    this.#root = asJson(root) as WrittenModule;
    this.#providers = asJson(providers) as Record<string, { expressions?: WrittenBlock }>;
    this.#variables = asJson(variables) as Record<string, { value?: Value }>;
  }

  /** The region of an instance's provider, where it is a constant or a variable of the root module. */
  region(place: Place): string | undefined {
    const key = this.#resource(place)?.provider_config_key;
    const expressions = key === undefined ? undefined : asJson(this.#providers[key]).expressions;
    const written = expressionOf(asJson(expressions).region);
    const variable = written.references?.find((one) => one.startsWith("var."))?.slice("var.".length);
    const value = written.constant_value ?? (variable && asJson(this.#variables[variable]).value);
    return typeof value === "string" ? value : undefined;
  }

  /** The outermost block of a resource as written. */
  written(place: Place): WrittenBlock {
    return asJson(this.#resource(place)?.expressions);
  }

  /** Follows what an expression refers to, through variables and outputs of modules and `each`, to resources. */
  targets(expression: unknown, from: Place): Target[] {
    const modules = modulesOf(from.address);
    const each = referencesOf(this.#resource(from)?.for_each_expression);
    return this.#follow(referencesOf(expression), { modules, each }, maxSteps);
  }

  #follow(references: readonly string[], scope: Scope, steps: number): Target[] {
    return steps === 0 ? [] : specific(references).flatMap((one) => this.#step(one, scope, steps - 1));
  }

  #step(reference: string, scope: Scope, steps: number): Target[] {
    const [root = "", name = "", ...rest] = partsOf(reference);
    if (root === "each") {
      const behind = [name === "value" ? "" : undefined, ...rest].filter((part) => part !== undefined);
      const references = scope.each.map((one) => `${one}${behind.join(".")}`);
      return this.#follow(references, { ...scope, each: [] }, steps);
    }
    if (root === "var") {
      const call = this.#call(scope.modules);
      const outside = { modules: scope.modules.slice(0, -1), each: referencesOf(call?.for_each_expression) };
      return this.#follow(referencesOf(call?.expressions?.[name]), outside, steps);
    }
    if (root === "module") return this.#outputs(name, rest, scope, steps);
    const target = targetOf(reference, scope.modules);
    return target ? [target] : [];
  }

  /** What an output of a module refers to, or every output where the reference names none. */
  #outputs(name: string, rest: readonly string[], scope: Scope, steps: number): Target[] {
    const modules = [...scope.modules, name];
    const keys = rest.filter(isKey).map(bare);
    const output = rest.find((part) => !isKey(part));
    const outputs = asJson(this.#module(modules)?.outputs) as NonNullable<WrittenModule["outputs"]>;
    const chosen = output === undefined ? Object.values(outputs) : [outputs[output]];
    return chosen
      .flatMap((one) => this.#follow(referencesOf(one?.expression), { modules, each: [] }, steps))
      .map((target) => ({ ...target, keys: [...keys, ...target.keys] }));
  }

  #resource(place: Place): WrittenResource | undefined {
    const resources = this.#module(modulesOf(place.address))?.resources ?? [];
    return resources.find(
      ({ mode, type, name }) => mode === place.mode && type === place.type && name === place.name,
    );
  }

  #call(modules: readonly string[]): WrittenCall | undefined {
    return this.#module(modules.slice(0, -1))?.module_calls?.[modules.at(-1) ?? ""];
  }

  #module(modules: readonly string[]): WrittenModule | undefined {
    return modules.reduce<WrittenModule | undefined>(
      (module, name) => module?.module_calls?.[name]?.module,
      this.#root,
    );
  }
}

/** `module.a["x"].module.b.aws_s3_bucket.c` -> ["a", "b"] */
export function modulesOf(address: string): string[] {
  const parts = partsOf(address);
  return parts.flatMap((part, at) => (parts[at - 1] === "module" ? [part] : []));
}

/** `module.a["x"].aws_s3_bucket.c[0]` -> ["x", "0"] */
export function keysOf(address: string): string[] {
  return partsOf(address).filter(isKey).map(bare);
}

export function expressionOf(written: unknown): WrittenExpression {
  return asJson(written) as WrittenExpression;
}

export function referencesOf(written: unknown): readonly string[] {
  const { references } = expressionOf(written);
  return Array.isArray(references) ? references.filter((one) => typeof one === "string") : [];
}

/** Terraform lists `a.b.c` and `a.b` for one reference: only the former says what is meant. */
function specific(references: readonly string[]): string[] {
  const all = [...new Set(references)];
  return all.filter(
    (one) => !all.some((other) => other.startsWith(`${one}.`) || other.startsWith(`${one}[`)),
  );
}

function targetOf(reference: string, modules: readonly string[]): Target | undefined {
  const parts = partsOf(reference);
  const mode = parts[0] === "data" ? "data" : "managed";
  const [type, name, ...rest] = mode === "data" ? parts.slice(1) : parts;
  if (!type?.includes("_") || !name) return undefined;
  const attribute = rest.find((part) => !isKey(part));
  return { modules, mode, type, name, attribute, keys: rest.filter(isKey).map(bare) };
}

/** Cuts at dots, and leaves keys in brackets whole: they may hold dots of their own. */
function partsOf(reference: string): string[] {
  return reference.match(/\["(?:[^"\\]|\\.)*"\]|\[[^\]]*\]|[^.[\]]+/g) ?? [];
}

function isKey(part: string): boolean {
  return part.startsWith("[");
}

function bare(key: string): string {
  return key.replace(/^\["?|"?\]$/g, "");
}

function asJson(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
