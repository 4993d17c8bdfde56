import type { Attributes } from "../block";
import { computedValue } from "../computed";
import { Budget } from "../expression/budget";
import { evaluateTemplates, type Scope, withNames } from "../expression/evaluate";
import { asNumber, asObject, asString, functionTable } from "../expression/functions";
import { Once } from "../expression/once";
import { ExpressionError } from "../expression/syntax";
import { readBeside, readWithin } from "../files";
import { renderPolicyDocument } from "../policy-document";
import { type Findings, TerraformReadError } from "../problems";
import type { Resource, Resources } from "../resources";
import { asJson, isKnown, isList, own, type Planned, Unknown, unknownIn, type Value } from "../value";
import { attributeValue } from "./attribute-value";

type Json = { readonly [key: string]: Value };
type Mode = Resource["mode"];

interface Declaration {
  readonly mode: Mode;
  readonly type: string;
  readonly name: string;
  readonly body: Json;
}

/** One instance while it is being read: attributes are evaluated when somebody asks for them. */
interface Instance extends Resource {
  readonly key: string | number | undefined;
}

/** What a configuration does not say itself. */
export interface OutsideFile {
  /** Where the file is; files that it names are relative to it. */
  readonly folder: string;
  readonly variables: Json;
  /** Told apart from other deployments by made-up ids. */
  readonly deployment: string;
}

/** Instances of one resource, and of the whole file. */
const maxCount = 10_000;

/** Arguments of the language itself, which are no attributes. */
const metaArguments = new Set([
  "provider",
  "depends_on",
  "lifecycle",
  "provisioner",
  "connection",
  "count",
  "for_each",
  "//",
]);

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
  readonly #locals = new Once<string, Value>();
  readonly #regions = new Once<string, string | undefined>();
  readonly #budget = new Budget();
  #count = 0;
  readonly #findings: Findings;

  constructor(json: Json, around: OutsideFile, findings: Findings) {
    this.#json = json;
    this.#around = around;
    this.#findings = findings;
    if (json.module !== undefined) {
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
      functions: functionTable((path) => readWithin(around.folder, path), this.#budget),
      resolve: (path) => this.#resolve(path),
      budget: this.#budget,
    };
  }

  ofType(type: string, mode: Mode = "managed"): readonly Resource[] {
    const matching = this.#declarations.filter(
      (declaration) => declaration.type === type && declaration.mode === mode,
    );
    return matching.flatMap((declaration) => this.#instancesOf(declaration));
  }

  ofTypeWhereKnown(type: string, mode: Mode = "managed"): readonly Resource[] {
    const matching = this.#declarations.filter((one) => one.type === type && one.mode === mode);
    return matching.flatMap((declaration) => {
      try {
        return this.#instancesOf(declaration);
      } catch (error) {
        if (error instanceof ExpressionError) return [];
        throw error;
      }
    });
  }

  get types(): Iterable<string> {
    return new Set(this.#declarations.filter(({ mode }) => mode === "managed").map(({ type }) => type));
  }

  get outputs(): Readonly<Record<string, Value>> {
    const known = Object.entries(asJson(this.#json.output)).flatMap(([name, output]) => {
      try {
        return [[name, this.#evaluate(`output.${name}`, asJson(output).value ?? null, this.#scope)]];
      } catch (error) {
        if (error instanceof ExpressionError) return [];
        throw error;
      }
    });
    return Object.fromEntries(known);
  }

  readFile(path: string): Buffer {
    return readBeside(this.#around.folder, path);
  }

  #evaluate(name: string, written: Value, scope: Scope): Value {
    return this.#budget.within(name, () => evaluateTemplates(written, scope));
  }

  #resolve(path: readonly (string | number)[]): { value: Value; used: number } | undefined {
    const [root, name] = path.map(String);
    switch (root) {
      case "var":
        return { value: this.#variable(name ?? ""), used: 2 };
      case "local":
        return { value: this.#local(name ?? ""), used: 2 };
      case "path":
        return { value: ".", used: 2 };
      case "terraform":
        return { value: "default", used: 2 };
      case "data":
        return this.#reference("data", path.slice(1), 1);
      default:
        return this.#reference("managed", path, 0);
    }
  }

  #variable(name: string): Value {
    const given = own(this.#around.variables, name);
    if (given !== undefined) return given;
    const declared = asJson(own(asJson(this.#json.variable), name));
    if (declared.default === undefined) throw new ExpressionError(`the variable ${name} has no value`);
    return declared.default;
  }

  #local(name: string): Value {
    const declared = own(asJson(this.#json.locals), name);
    if (declared === undefined) throw new ExpressionError(`there is no local ${name}`);
    const address = `local.${name}`;
    return this.#locals.get(name, address, () => this.#evaluate(address, declared, this.#scope));
  }

  #reference(
    mode: Mode,
    path: readonly (string | number)[],
    before: number,
  ): { value: Value; used: number } | undefined {
    const [type, name] = path;
    const declaration = this.#byName.get([mode, type, name].join(" "));
    if (!declaration) return undefined;
    const instances = this.#instancesOf(declaration);
    const repeated = isRepeated(declaration);
    if (repeated && path.length === 2) return { value: instances.map((one) => whole(one)), used: before + 2 };
    const instance = repeated ? instances.find((one) => one.key === path[2]) : instances[0];
    const at = repeated ? 3 : 2;
    if (!instance) throw new ExpressionError(`${type}.${name} has no instance ${JSON.stringify(path[2])}`);
    const attribute = path[at];
    if (typeof attribute !== "string") return { value: whole(instance), used: before + at };
    const value = instance.attributes.get(attribute);
    if (value === undefined)
      throw new ExpressionError(`${instance.address}.${attribute} is known only to AWS`);
    return { value: certain(value), used: before + at + 1 };
  }

  #instancesOf(declaration: Declaration): readonly Instance[] {
    const address = addressOf(declaration);
    return this.#instances.get(declaration, address, () =>
      this.#expand(declaration, address).map(([key, scope]) => this.#instance(declaration, key, scope)),
    );
  }

  #expand({ body }: Declaration, address: string): (readonly [string | number | undefined, Scope])[] {
    const { for_each: each, count } = body;
    if (each !== undefined) {
      const value = this.#evaluate(`${address}.for_each`, each, this.#scope);
      const entries = isList(value)
        ? value.map((item) => [asString(item), item] as const)
        : Object.entries(asObject(value));
      this.#counted(`${address}.for_each`, entries.length);
      return entries.map(([key, item]) => [key, withNames(this.#scope, { each: { key, value: item } })]);
    }
    const instances =
      count === undefined ? 1 : asNumber(this.#evaluate(`${address}.count`, count, this.#scope));
    this.#counted(`${address}.count`, instances);
    if (count === undefined) return [[undefined, this.#scope]];
    return Array.from({ length: instances }, (_, index) => [
      index,
      withNames(this.#scope, { count: { index } }),
    ]);
  }

  #counted(name: string, count: number): void {
    this.#count += count;
    if (!Number.isInteger(count) || count < 0 || this.#count > maxCount)
      throw new ExpressionError(`${name} is ${count}: a whole number, and ${maxCount} in the whole file`);
  }

  #instance(declaration: Declaration, key: string | number | undefined, scope: Scope): Instance {
    const { mode, type, body } = declaration;
    const address = `${addressOf(declaration)}${key === undefined ? "" : `[${JSON.stringify(key)}]`}`;
    const identity = `${this.#around.deployment}${address}`;
    const { provider } = body;
    const region = this.#region(typeof provider === "string" ? provider : "aws");
    const set = (attribute: string): Planned | undefined => {
      const written = metaArguments.has(attribute) ? undefined : own(body, attribute);
      if (written === undefined) return undefined;
      return this.#budget.within(`${address}.${attribute}`, () => attributeValue(written, scope));
    };
    const values = new Once<string, Planned | undefined>();
    const compute = (attribute: string): Planned | undefined => {
      const value = set(attribute);
      if (value !== undefined && value !== null) return value;
      if (mode === "data" && type === "aws_iam_policy_document" && /^(minified_)?json$/.test(attribute)) {
        return renderPolicyDocument({ type, address, attributes }, this.#findings);
      }
      return computedValue(mode, attribute, { type, identity, region, get: set });
    };
    const attributes: Attributes = {
      names: () => Object.keys(body).filter((attribute) => !metaArguments.has(attribute)),
      get: (attribute) => {
        try {
          return values.get(attribute, `${address}.${attribute}`, () => compute(attribute));
        } catch (error) {
          if (error instanceof ExpressionError) return new Unknown(error.message);
          throw error;
        }
      },
    };
    return { mode, type, address, region, attributes, key };
  }

  /** The region of `aws` or `aws.<alias>`; undefined when the configuration leaves it to the environment. */
  #region(reference: string): string | undefined {
    return this.#regions.get(reference, `provider.${reference}`, () => {
      const [provider = "", alias] = reference.replace(/^\$\{|\}$/g, "").split(".");
      const declared = own(asJson(this.#json.provider), provider) ?? [];
      const blocks = (isList(declared) ? declared : [declared]).map(asJson);
      const region = blocks.find((one) => one.alias === alias)?.region;
      if (region === undefined || region === null) return undefined;
      return asString(this.#evaluate(`provider.${reference}.region`, region, this.#scope));
    });
  }
}

function addressOf({ mode, type, name }: Declaration): string {
  return `${mode === "data" ? "data." : ""}${type}.${name}`;
}

function declarations(mode: Mode, json: Value | undefined): Declaration[] {
  return Object.entries(asJson(json)).flatMap(([type, named]) =>
    Object.entries(asJson(named)).map(([name, body]) => ({ mode, type, name, body: asJson(body) })),
  );
}

function isRepeated({ body }: Declaration): boolean {
  return body.for_each !== undefined || body.count !== undefined;
}

/** An instance as a value, for expressions that take it whole: what is set, and its id. */
function whole({ attributes }: Instance): Value {
  return Object.fromEntries(
    [...attributes.names(), "id", "arn"].map((name) => [name, certain(attributes.get(name) ?? null)]),
  );
}

/** A value that an expression takes. @throws {ExpressionError} where some of it is not known */
function certain(value: Planned): Value {
  if (isKnown(value)) return value;
  throw new ExpressionError(unknownIn(value)?.why);
}
