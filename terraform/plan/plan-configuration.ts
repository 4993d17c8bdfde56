import { asJson, isList, type Json, listOf, own, textsOf, type Value } from "../value";

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

/** Where a reference stands: in which module, what `each` ranges over there, and the keys of what refers. */
interface Scope {
  readonly modules: readonly string[];
  readonly each: readonly string[];
  readonly keys: readonly string[];
  /** What was followed already: circles end, and what leads to the same place twice is followed once. */
  readonly seen: Set<string>;
}

/** From module to module. */
const maxSteps = 50;
/** More characters are no reference. */
const longestReference = 1_000;

/** The `configuration` of a plan's JSON: what was written, where the plan does not know the value. */
export class PlanConfiguration {
  readonly #root: Value | undefined;
  readonly #providers: Json;
  readonly #variables: Json;

  constructor(configuration: Value | undefined, variables?: Value) {
    const { root_module: root, provider_config: providers } = asJson(configuration);
    this.#root = root;
    this.#providers = asJson(providers);
    this.#variables = asJson(variables);
  }

  /** The region of an instance's provider, where it is a constant or a variable of the root module. */
  region(place: Place): string | undefined {
    const written = asJson(this.#provider(this.#resource(place).provider_config_key).expressions).region;
    const variable = referencesOf(written).find((one) => one.startsWith("var."));
    const given = variable && asJson(own(this.#variables, variable.slice("var.".length))).value;
    const value = asJson(written).constant_value ?? given;
    return typeof value === "string" ? value : undefined;
  }

  /** The outermost block of a resource as written. */
  written(place: Place): Json {
    return asJson(this.#resource(place).expressions);
  }

  /** Follows what an expression refers to, through variables and outputs of modules and `each`, to resources. */
  targets(expression: Value | undefined, from: Place): Target[] {
    const each = referencesOf(this.#resource(from).for_each_expression);
    const scope = {
      modules: modulesOf(from.address),
      each,
      keys: keysOf(from.address),
      seen: new Set<string>(),
    };
    return this.#follow(referencesOf(expression), scope, maxSteps);
  }

  /** The resources that anything which is written in a resource refers to. */
  named(place: Place): Target[] {
    const inside = (written: Value): Value[] => {
      if (isList(written)) return written.flatMap(inside);
      const one = asJson(written);
      return one.references === undefined ? Object.values(one).flatMap(inside) : [one];
    };
    return inside(this.written(place)).flatMap((written) => this.targets(written, place));
  }

  /** Whether an expression names resources and nothing that stands for others, as locals do, which plans leave out. */
  isExplicit(expression: Value | undefined): boolean {
    const references = specific(referencesOf(expression)).filter((one) => !/^(path|terraform)\./.test(one));
    return references.length > 0 && references.every((one) => targetOf(one, []) !== undefined);
  }

  /** The resources that something was handed over of to the module of an instance, or to those around it. */
  handedOver({ address }: Pick<Place, "address">): Target[] {
    const modules = modulesOf(address);
    return modules.flatMap((_, depth) => {
      const inside = modules.slice(0, modules.length - depth);
      const call = this.#call(inside);
      const references = Object.values(asJson(call.expressions)).flatMap(referencesOf);
      const each = referencesOf(call.for_each_expression);
      const scope = { modules: inside.slice(0, -1), each, keys: keysOf(address), seen: new Set<string>() };
      return this.#follow(references, scope, maxSteps);
    });
  }

  #follow(references: readonly string[], scope: Scope, steps: number): Target[] {
    if (steps === 0) return [];
    return specific(references).flatMap((one) => {
      const here = JSON.stringify([scope.modules, scope.each.length, one]);
      if (scope.seen.has(here)) return [];
      scope.seen.add(here);
      return this.#step(one, scope, steps - 1);
    });
  }

  #step(reference: string, scope: Scope, steps: number): Target[] {
    const [root = "", name = "", ...rest] = partsOf(reference);
    if (root === "each") {
      const behind = [name === "value" ? "" : undefined, ...rest].filter((part) => part !== undefined);
      const references = scope.each.map((one) => `${one}${behind.join(".")}`);
      return ofKeys(this.#follow(references, { ...scope, each: [] }, steps), scope.keys);
    }
    if (root === "var") {
      const call = this.#call(scope.modules);
      const each = referencesOf(call.for_each_expression);
      const outside = { ...scope, modules: scope.modules.slice(0, -1), each };
      return this.#follow(referencesOf(own(asJson(call.expressions), name)), outside, steps);
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
    const outputs = asJson(asJson(this.#module(modules)).outputs);
    const chosen = output === undefined ? Object.values(outputs) : [own(outputs, output)];
    return chosen
      .flatMap((one) =>
        this.#follow(referencesOf(asJson(one).expression), { ...scope, modules, each: [], keys: [] }, steps),
      )
      .map((target) => ({ ...target, keys: [...keys, ...target.keys] }));
  }

  /** A module that is handed no provider has that of the module around it, of which a plan may name only where it is used. */
  #provider(key: Value | undefined): Json {
    if (typeof key !== "string") return {};
    const provider = asJson(own(this.#providers, key));
    const [, around = "", name = ""] = /^(?:(.*)\.)?module\.[^.:]+:(.+)$/.exec(key) ?? [];
    if (provider.expressions !== undefined || name === "") return provider;
    return this.#provider(around === "" ? name : `${around}:${name}`);
  }

  #resource(place: Place): Json {
    const resources = listOf(asJson(this.#module(modulesOf(place.address))).resources);
    const found = resources.find(
      ({ mode, type, name }) => mode === place.mode && type === place.type && name === place.name,
    );
    return found ?? {};
  }

  #call(modules: readonly string[]): Json {
    const calls = asJson(asJson(this.#module(modules.slice(0, -1))).module_calls);
    return asJson(own(calls, modules.at(-1) ?? ""));
  }

  #module(modules: readonly string[]): Value | undefined {
    return modules.reduce<Value | undefined>(
      (module, name) => asJson(own(asJson(asJson(module).module_calls), name)).module,
      this.#root,
    );
  }
}

/** `module.a["x"].module.b.aws_s3_bucket.c` -> ["a", "b"] */
export function modulesOf(address: string): string[] {
  const parts = partsOf(address);
  return parts.flatMap((part, at) => (parts[at - 1] === "module" ? [part] : []));
}

/** `module.a["x"].module.b.aws_s3_bucket.c[0]` -> `module.a["x"].module.b` */
export function moduleInstanceOf(address: string): string {
  const parts = partsOf(address);
  const end = parts.lastIndexOf("module") + 2;
  if (end === 1) return "";
  return parts.slice(0, isKey(parts[end] ?? "") ? end + 1 : end).join(".");
}

/** `module.a["x"].aws_s3_bucket.c[0]` -> ["c", "0"] */
export function ownNamesOf(address: string): string[] {
  const parts = partsOf(address);
  const last = parts.at(-1) ?? "";
  return isKey(last) ? [parts.at(-2) ?? "", bare(last)] : [last];
}

/** `module.a["x"].aws_s3_bucket.c[0]` -> ["x", "0"] */
export function keysOf(address: string): string[] {
  return partsOf(address).filter(isKey).map(bare);
}

/** What an expression of the configuration refers to. */
export function referencesOf(written: Value | undefined): readonly string[] {
  return textsOf(asJson(written).references).filter(({ length }) => length <= longestReference);
}

/** Blocks as written: expressions and lists of blocks by name. */
export function blocksOf(written: Value | undefined): readonly Json[] {
  return isList(written) ? written.map(asJson) : [];
}

/** `for_each` may refer to several resources: `each.value` means the one whose name is `each.key`, if one has it. */
function ofKeys(targets: readonly Target[], keys: readonly string[]): Target[] {
  const named = targets.filter((target) =>
    [target.name, ...target.keys, ...target.modules].some((name) => keys.includes(name)),
  );
  return named.length > 0 ? named : [...targets];
}

/** Terraform lists `a.b.c` and `a.b` for one reference: only the former says what is meant. */
function specific(references: readonly string[]): string[] {
  const all = new Set(references);
  const shorter = new Set(
    references.flatMap((one) => [...one.matchAll(/[.[]/g)].map(({ index }) => one.slice(0, index))),
  );
  return [...all].filter((one) => !shorter.has(one));
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
