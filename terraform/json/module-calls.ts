import { relative, sep } from "node:path";
import { asString } from "../expression/as-type";
import type { Budget } from "../expression/budget";
import { evaluateTemplates, type Scope } from "../expression/evaluate";
import { Once } from "../expression/once";
import { ExpressionError, UnknownError } from "../expression/syntax";
import type { Resources } from "../resources";
import { asJson, type Json, own, type Planned } from "../value";

/** What was found at a module's source. */
export interface CalledModule {
  readonly json: Json;
  readonly folder: string;
  readonly modules: Readonly<Record<string, CalledModule | string>>;
}

/** Of a module: what its call gives it. */
export interface ModuleCall {
  /** `module.site["eu"].`, before the addresses of all that is in it. */
  readonly prefix: string;
  /** As `path.module` says it. */
  readonly path: string;
  /** The folder that files are relative to, which is that of the whole configuration. */
  readonly root: string;
  readonly budget: Budget;
  /** Undefined for one that the call does not give. @throws {ExpressionError} for one that is not known */
  argument(name: string): Planned | undefined;
  /** Of a provider that the module does not configure itself. */
  region(reference: string): string | undefined;
}

/** What is in a module, as its caller reads it. */
interface OpenModule extends Omit<Resources, "readFile"> {
  readonly notRead: readonly NotRead[];
  output(name: string, call: string): Planned;
}

/** A resource or a module that could not be looked into. */
export interface NotRead {
  readonly address: string;
  readonly why: string;
}

/** What calls are made from. */
interface Caller {
  readonly prefix: string;
  readonly root: string;
  readonly scope: Scope;
  expand(body: Json, address: string): (readonly [string | number | undefined, Scope])[];
  region(reference: string): string | undefined;
  open(module: CalledModule, call: ModuleCall): OpenModule;
}

interface Instance {
  readonly key: string | number | undefined;
  readonly module: OpenModule;
}

/** The modules that one configuration calls, opened when somebody asks for what is in them. */
export class ModuleCalls {
  readonly #calls: Json;
  readonly #modules: Readonly<Record<string, CalledModule | string>>;
  readonly #caller: Caller;
  readonly #instances = new Once<string, readonly Instance[]>();

  constructor(calls: Json, modules: Readonly<Record<string, CalledModule | string>>, caller: Caller) {
    this.#calls = calls;
    this.#modules = modules;
    this.#caller = caller;
  }

  /** @throws {ExpressionError} where the number of one is not known, or where one is not there */
  all(): readonly OpenModule[] {
    return Object.keys(this.#calls).flatMap((name) => this.#of(name).map(({ module }) => module));
  }

  known(): readonly OpenModule[] {
    return Object.keys(this.#calls).flatMap((name) => {
      const known = this.#knownOf(name);
      return typeof known === "string" ? [] : known;
    });
  }

  get notRead(): readonly NotRead[] {
    return Object.keys(this.#calls).flatMap((name) => {
      const known = this.#knownOf(name);
      if (typeof known === "string") return [{ address: `${this.#caller.prefix}module.${name}`, why: known }];
      return known.flatMap(({ notRead }) => notRead);
    });
  }

  /** `module.<name>` with what follows: an output, of one instance, or all that are known of it. */
  resolve(path: readonly (string | number)[]): { value: Planned; used: number } | undefined {
    const [name = "", key, output] = path;
    if (!Object.hasOwn(this.#calls, name)) return undefined;
    const body = asJson(this.#calls[name]);
    const instances = this.#of(String(name));
    if (body.count === undefined && body.for_each === undefined) {
      const [only] = instances;
      return {
        value: only ? outputOf(only.module, String(name), key) : null,
        used: key === undefined ? 2 : 3,
      };
    }
    if (key === undefined) {
      const values = instances.map((one) => [String(one.key), one.module.outputs] as const);
      return {
        value: body.count === undefined ? Object.fromEntries(values) : values.map(([, all]) => all),
        used: 2,
      };
    }
    const one = instances.find((instance) => instance.key === key);
    if (!one) throw new ExpressionError(`module.${name} has no instance ${JSON.stringify(key)}`);
    return { value: outputOf(one.module, String(name), output), used: output === undefined ? 3 : 4 };
  }

  /** Or why it cannot be looked into. */
  #knownOf(name: string): readonly OpenModule[] | string {
    try {
      return this.#of(name).map(({ module }) => module);
    } catch (error) {
      if (error instanceof ExpressionError) return error.message;
      throw error;
    }
  }

  #of(name: string): readonly Instance[] {
    const address = `${this.#caller.prefix}module.${name}`;
    return this.#instances.get(name, address, () => {
      const module = own(this.#modules, name) ?? "it is not read";
      if (typeof module === "string") throw new UnknownError(`${address} cannot be looked into: ${module}`);
      const body = asJson(this.#calls[name]);
      return this.#caller
        .expand(body, address)
        .map(([key, scope]) => ({ key, module: this.#open(module, body, key, scope, address) }));
    });
  }

  #open(module: CalledModule, body: Json, key: string | number | undefined, scope: Scope, address: string) {
    const prefix = `${address}${key === undefined ? "" : `[${JSON.stringify(key)}]`}.`;
    const { root } = this.#caller;
    const values = new Once<string, Planned>();
    const providers = asJson(body.providers);
    return this.#caller.open(module, {
      prefix,
      root,
      path: relative(root, module.folder).split(sep).join("/") || ".",
      budget: scope.budget,
      argument: (name) => {
        const written = own(body, name);
        if (written === undefined) return undefined;
        return values.get(name, `${prefix}var.${name}`, () =>
          scope.budget.within(`${prefix}var.${name}`, () => evaluateTemplates(written, scope)),
        );
      },
      region: (reference) => {
        const given = own(providers, reference.replace(/^\$\{|\}$/g, ""));
        return this.#caller.region(typeof given === "string" ? given : reference);
      },
    });
  }
}

/** One output of a module; all that are known where none is named. */
function outputOf(module: OpenModule, call: string, name: string | number | undefined): Planned {
  return name === undefined ? module.outputs : module.output(asString(name), call);
}
