import { asNumber, asObject, asString } from "../expression/as-type";
import { Budget } from "../expression/budget";
import { evaluateTemplates, type Scope, withNames } from "../expression/evaluate";
import { functionTable } from "../expression/functions";
import { Once } from "../expression/once";
import { partOf } from "../expression/part";
import { reasonOfStandIn, standIn } from "../expression/stand-in";
import { ExpressionError, UnknownError } from "../expression/syntax";
import { ofType } from "../expression/type-constraint";
import { readWithin } from "../files";
import { filesWithin } from "../fileset";
import { type Findings, TerraformReadError } from "../problems";
import type { Resource, Resources } from "../resources";
import { asJson, isKnown, isList, own, type Planned, Unknown, type Value } from "../value";
import { selectedWorkspace } from "../workspace";
import {
  type Declaration,
  declarations,
  entirelyKnown,
  type Instance,
  instanceOf,
  isRepeated,
  whole,
} from "./instance";
import { type CalledModule, type ModuleCall, ModuleCalls, type NotRead } from "./module-calls";

type Json = { readonly [key: string]: Value };
type Mode = Resource["mode"];

/** What a configuration does not say itself. */
export interface OutsideFile {
  /** Where the file is; files that it names are relative to it. */
  readonly folder: string;
  readonly variables: Json;
  /** Told apart from other deployments by made-up ids. */
  readonly deployment: string;
  /** By the name of the call; without any, a configuration that calls one is refused. A text says why one is not there. */
  readonly modules?: Readonly<Record<string, CalledModule | string>>;
  /** Whether what nobody knows has a text that stands in for it (`standIn`). */
  readonly standsIn?: boolean;
}

/** Whoever reads a file can give a variable its value; what only AWS knows, nobody can. */
class UnsetVariableError extends UnknownError {}

/** What is said of a variable that has neither a default nor a value. */
export function noValue(variable: string): string {
  return `the variable ${variable} has no value`;
}

/**
 * A Terraform configuration in JSON syntax (`*.tf.json`, as CDKTF writes it), evaluated as far as it determines
 * itself. Terraform, "JSON Configuration Syntax".
 */
export class JsonConfiguration implements Resources {
  readonly #json: Json;
  readonly #around: OutsideFile;
  readonly #scope: Scope;
  readonly #declarations: readonly Declaration[];
  readonly #byName: ReadonlyMap<string, Declaration>;
  readonly #instances = new Once<Declaration, readonly Instance[]>();
  readonly #locals = new Once<string, Planned>();
  readonly #variables = new Once<string, Planned>();
  readonly #regions = new Once<string, string | undefined>();
  readonly #budget: Budget;
  readonly #call: ModuleCall | undefined;
  readonly #calls: ModuleCalls;
  readonly #findings: Findings;

  constructor(json: Json, around: OutsideFile, findings: Findings, call?: ModuleCall) {
    this.#json = json;
    this.#around = around;
    this.#findings = findings;
    this.#call = call;
    this.#budget = call?.budget ?? new Budget();
    if (json.module !== undefined && around.modules === undefined) {
      throw new TerraformReadError([
        {
          code: "TERRAFORM_NOT_REHEARSED",
          address: "module",
          attribute: "",
          rule: "modules are not read from configuration files",
          mend: "Plan it, and give the JSON of `terraform show -json <plan>`",
        },
      ]);
    }
    this.#declarations = [...declarations("managed", json.resource), ...declarations("data", json.data)];
    this.#byName = new Map(this.#declarations.map((one) => [[one.mode, one.type, one.name].join(" "), one]));
    this.#scope = {
      functions: functionTable(
        (path) => readWithin(around.folder, path, call?.root),
        this.#budget,
        (path, pattern) => filesWithin(around.folder, path, pattern, call?.root),
      ),
      resolve: (path) => this.#resolve(path),
      budget: this.#budget,
    };
    this.#calls = new ModuleCalls(asJson(json.module), around.modules ?? {}, {
      prefix: call?.prefix ?? "",
      root: call?.root ?? around.folder,
      scope: this.#scope,
      expand: (body, address) => this.#expand(body, address),
      region: (reference) => this.#region(reference),
      open: (module, inner) =>
        new JsonConfiguration(module.json, { ...around, ...module, variables: {} }, findings, inner),
    });
  }

  /** Resources and modules that could not be looked into, with the reason. */
  get notRead(): readonly NotRead[] {
    const own = this.#declarations.flatMap((declaration) => {
      try {
        this.#instancesOf(declaration);
        return [];
      } catch (error) {
        if (error instanceof ExpressionError)
          return [{ address: this.#addressOf(declaration), why: error.message }];
        throw error;
      }
    });
    return [...own, ...this.#calls.notRead];
  }

  ofType(type: string, mode: Mode = "managed"): readonly Resource[] {
    const matching = this.#declarations.filter(
      (declaration) => declaration.type === type && declaration.mode === mode,
    );
    const inner = this.#calls.all().flatMap((module) => module.ofType(type, mode));
    return [...matching.flatMap((declaration) => this.#instancesOf(declaration)), ...inner];
  }

  ofTypeWhereKnown(type: string, mode: Mode = "managed"): readonly Resource[] {
    const matching = this.#declarations.filter((one) => one.type === type && one.mode === mode);
    const own = matching.flatMap((declaration) => {
      try {
        return this.#instancesOf(declaration);
      } catch (error) {
        if (error instanceof ExpressionError) return [];
        throw error;
      }
    });
    return [...own, ...this.#calls.known().flatMap((module) => module.ofTypeWhereKnown(type, mode))];
  }

  get types(): Iterable<string> {
    const own = this.#declarations.filter(({ mode }) => mode === "managed").map(({ type }) => type);
    return new Set([...own, ...this.#calls.known().flatMap(({ types }) => [...types])]);
  }

  get outputs(): Readonly<Record<string, Value>> {
    const declared = Object.entries(asJson(this.#json.output));
    const known = declared.flatMap(([name, output]) => {
      try {
        const value = this.#evaluate(`output.${name}`, asJson(output).value ?? null, this.#scope);
        return isKnown(value) ? [[name, value]] : [];
      } catch (error) {
        if (error instanceof ExpressionError) return [];
        throw error;
      }
    });
    const outputs = Object.fromEntries(known);
    return known.length < declared.length ? partOf(outputs) : outputs;
  }

  /** One root output, whether or not the others are known. @throws {ExpressionError} where it is not */
  output(name: string, call: string): Planned {
    const declared = own(asJson(this.#json.output), name);
    if (declared === undefined) throw new ExpressionError(`module.${call} has no output ${name}`);
    return this.#evaluate(`output.${name}`, asJson(declared).value ?? null, this.#scope);
  }

  get folder(): string {
    return this.#around.folder;
  }

  #evaluate(name: string, written: Value, scope: Scope): Planned {
    return this.#budget.within(name, () => evaluateTemplates(written, scope));
  }

  #resolve(path: readonly (string | number)[]): { value: Planned; used: number } | undefined {
    const [root, name] = path.map(String);
    switch (root) {
      case "var":
        return { value: this.#variable(name ?? ""), used: 2 };
      case "local":
        return { value: this.#local(name ?? ""), used: 2 };
      case "path":
        return { value: name === "module" ? (this.#call?.path ?? ".") : ".", used: 2 };
      case "module":
        return this.#orStandIn<ReturnType<Scope["resolve"]>>(
          path.slice(0, 3).join("."),
          () => this.#calls.resolve(path.slice(1)),
          (value) => ({ value, used: Math.min(path.length, 3) }),
        );
      case "terraform":
        if (name !== "workspace") return undefined;
        return { value: selectedWorkspace(this.#call?.root ?? this.#around.folder), used: 2 };
      case "data":
        return this.#reference("data", path.slice(1), 1);
      default:
        return this.#reference("managed", path, 0);
    }
  }

  #variable(name: string): Planned {
    const address = `var.${name}`;
    return this.#variables.get(name, address, () => {
      const given = this.#call === undefined ? own(this.#around.variables, name) : this.#call.argument(name);
      const { default: otherwise, nullable, type } = asJson(own(asJson(this.#json.variable), name));
      const value = given === undefined || (given === null && nullable === false) ? otherwise : given;
      if (value === undefined) {
        const unset = new UnsetVariableError(noValue(name));
        if (isText(type)) return this.#standIn(address, unset);
        throw unset;
      }
      return this.#budget.within(address, () => ofType(value, type, this.#scope));
    });
  }

  #local(name: string): Planned {
    const declared = own(asJson(this.#json.locals), name);
    if (declared === undefined) throw new ExpressionError(`there is no local ${name}`);
    const address = `local.${name}`;
    return this.#locals.get(name, address, () =>
      this.#orStandIn(
        address,
        () => this.#evaluate(address, declared, this.#scope),
        (value) => value,
      ),
    );
  }

  #reference(
    mode: Mode,
    path: readonly (string | number)[],
    before: number,
  ): { value: Planned; used: number } | undefined {
    const [type, name] = path;
    const declaration = this.#byName.get([mode, type, name].join(" "));
    if (!declaration) return undefined;
    const instances = this.#instancesOf(declaration);
    const repeated = isRepeated(declaration);
    if (repeated && path.length === 2) {
      const wholes = instances.map((one) => [String(one.key), whole(one)] as const);
      const isMapOf = declaration.body.for_each !== undefined;
      const value = isMapOf ? Object.fromEntries(wholes) : wholes.map(([, one]) => one);
      return { value, used: before + 2 };
    }
    const instance = repeated ? instances.find((one) => one.key === path[2]) : instances[0];
    const at = repeated ? 3 : 2;
    if (!instance) throw new ExpressionError(`${type}.${name} has no instance ${JSON.stringify(path[2])}`);
    const attribute = path[at];
    if (typeof attribute !== "string") return { value: whole(instance), used: before + at };
    const value = instance.attributes.get(attribute);
    const full = `${instance.address}.${attribute}`;
    const used = before + at + 1;
    if (value === undefined)
      return { value: this.#standIn(full, new UnknownError(`${full} is known only to AWS`)), used };
    if (value instanceof Unknown) return { value: this.#standIn(full, new UnknownError(value.why)), used };
    return { value: entirelyKnown(value), used };
  }

  /** What takes the place of a value that is not known, where whoever reads has use for one. @throws {UnknownError} */
  #standIn(name: string, error: UnknownError): string {
    if (!this.#around.standsIn) throw error;
    return standIn(name.startsWith("module.") ? name : `${this.#call?.prefix ?? ""}${name}`, error.message);
  }

  #orStandIn<T>(name: string, read: () => T, as: (value: string) => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof UnknownError) return as(this.#standIn(name, error));
      throw error;
    }
  }

  #instancesOf(declaration: Declaration): readonly Instance[] {
    const address = this.#addressOf(declaration);
    return this.#instances.get(declaration, address, () =>
      this.#expand(declaration.body, address).map(([key, scope]) => {
        const own = `${address}${key === undefined ? "" : `[${JSON.stringify(key)}]`}`;
        return instanceOf(declaration, {
          ...{ address: own, identity: `${this.#around.deployment}${own}`, key, scope },
          ...{ budget: this.#budget, findings: this.#findings },
          region: (provider) => this.#region(provider),
        });
      }),
    );
  }

  #expand(body: Json, address: string): (readonly [string | number | undefined, Scope])[] {
    const { for_each: each, count } = body;
    if (each !== undefined) {
      const value = this.#evaluate(`${address}.for_each`, each, this.#scope);
      const entries = isList(value)
        ? value.map((item) => [knownKey(asString(item)), item] as const)
        : Object.entries(asObject(value));
      this.#budget.instances(`${address}.for_each`, entries.length);
      return entries.map(([key, item]) => [key, withNames(this.#scope, { each: { key, value: item } })]);
    }
    const instances =
      count === undefined ? 1 : asNumber(this.#evaluate(`${address}.count`, count, this.#scope));
    this.#budget.instances(`${address}.count`, instances);
    if (count === undefined) return [[undefined, this.#scope]];
    return Array.from({ length: instances }, (_, index) => [
      index,
      withNames(this.#scope, { count: { index } }),
    ]);
  }

  /** The region of `aws` or `aws.<alias>`; undefined when the configuration leaves it to the environment, or to AWS. */
  #region(reference: string): string | undefined {
    return this.#regions.get(reference, `provider.${reference}`, () => {
      const [provider = "", alias] = reference.replace(/^\$\{|\}$/g, "").split(".");
      const declared = own(asJson(this.#json.provider), provider) ?? [];
      const blocks = (isList(declared) ? declared : [declared]).map(asJson);
      const configured = blocks.find((one) => one.alias === alias);
      if (configured === undefined) return this.#call?.region(reference);
      const { region } = configured;
      if (region === undefined || region === null) return undefined;
      try {
        return asString(this.#evaluate(`provider.${reference}.region`, region, this.#scope));
      } catch (error) {
        if (error instanceof ExpressionError && !(error instanceof UnsetVariableError)) return undefined;
        throw error;
      }
    });
  }

  #addressOf({ mode, type, name }: Declaration): string {
    return `${this.#call?.prefix ?? ""}${mode === "data" ? "data." : ""}${type}.${name}`;
  }
}

/** Whether a variable of a type may be a text. */
function isText(type: Value | undefined): boolean {
  return typeof type !== "string" || /^(\$\{)?(string|any)\}?$/.test(type);
}

/** @throws {UnknownError} for a key that is not known: how many instances there are is not, either */
function knownKey(key: string): string {
  const reason = reasonOfStandIn(key);
  if (reason !== undefined) throw new UnknownError(reason);
  return key;
}
