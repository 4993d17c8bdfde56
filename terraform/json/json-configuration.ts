import type { Attributes } from "../block";
import { computedValue } from "../computed";
import { evaluateTemplates, type Scope, withNames } from "../expression/evaluate";
import { functionTable, number, object, type Value } from "../expression/functions";
import { ExpressionError } from "../expression/syntax";
import { renderPolicyDocument } from "../policy-document";
import { type Findings, TerraformReadError } from "../problems";
import { type Resource, type Resources, readBeside } from "../resources";
import { attributeValue } from "./attribute-value";

type Json = Readonly<Record<string, unknown>>;
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
export interface Surroundings {
  /** Where the file is; files that it names are relative to it. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, Value>>;
  /** Told apart from other deployments by made-up ids. */
  readonly deployment: string;
}

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
  readonly #around: Surroundings;
  readonly #scope: Scope;
  readonly #declarations: readonly Declaration[];
  readonly #instances = new Map<Declaration, readonly Instance[]>();
  readonly #findings: Findings;

  constructor(json: Json, around: Surroundings, findings: Findings) {
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
    this.#scope = {
      functions: functionTable((path) => this.readFile(path)),
      resolve: (path) => this.#resolve(path),
    };
  }

  ofType(type: string, mode: Mode = "managed"): readonly Resource[] {
    const matching = this.#declarations.filter(
      (declaration) => declaration.type === type && declaration.mode === mode,
    );
    return matching.flatMap((declaration) => this.#instancesOf(declaration));
  }

  get outputs(): Readonly<Record<string, Value>> {
    const known: Record<string, Value> = {};
    for (const [name, output] of Object.entries(asJson(this.#json.output))) {
      try {
        known[name] = evaluateTemplates(asJson(output).value, this.#scope);
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
      }
    }
    return known;
  }

  readFile(path: string): Buffer {
    return readBeside(this.#around.folder, path);
  }

  #resolve(path: readonly (string | number)[]): { value: Value; used: number } | undefined {
    const [root, name] = path as [string, string];
    switch (root) {
      case "var":
        return { value: this.#variable(name), used: 2 };
      case "local":
        return { value: this.#local(name), used: 2 };
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
    const given = this.#around.variables[name];
    if (given !== undefined) return given;
    const declared = asJson(asJson(this.#json.variable)[name]);
    if (declared.default === undefined) throw new ExpressionError(`the variable ${name} has no value`);
    return declared.default as Value;
  }

  #local(name: string): Value {
    const declared = asJson(this.#json.locals)[name];
    if (declared === undefined) throw new ExpressionError(`there is no local ${name}`);
    return evaluateTemplates(declared, this.#scope);
  }

  #reference(
    mode: Mode,
    path: readonly (string | number)[],
    before: number,
  ): { value: Value; used: number } | undefined {
    const [type, name] = path;
    const declaration = this.#declarations.find(
      (one) => one.mode === mode && one.type === type && one.name === name,
    );
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
    return { value, used: before + at + 1 };
  }

  #instancesOf(declaration: Declaration): readonly Instance[] {
    const known = this.#instances.get(declaration);
    if (known) return known;
    const instances = this.#expand(declaration).map(([key, scope]) =>
      this.#instance(declaration, key, scope),
    );
    this.#instances.set(declaration, instances);
    return instances;
  }

  #expand({ body }: Declaration): [string | number | undefined, Scope][] {
    if (body.for_each !== undefined) {
      const value = evaluateTemplates(body.for_each, this.#scope);
      const entries = Array.isArray(value)
        ? value.map((item) => [String(item), item as Value] as const)
        : Object.entries(object(value));
      return entries.map(([key, item]) => [key, withNames(this.#scope, { each: { key, value: item } })]);
    }
    if (body.count !== undefined) {
      const count = number(evaluateTemplates(body.count, this.#scope));
      if (!Number.isInteger(count) || count < 0 || count > maxCount)
        throw new ExpressionError(`count is ${count}: a whole number up to ${maxCount}`);
      return Array.from({ length: count }, (_, index) => [
        index,
        withNames(this.#scope, { count: { index } }),
      ]);
    }
    return [[undefined, this.#scope]];
  }

  #instance(
    { mode, type, name, body }: Declaration,
    key: string | number | undefined,
    scope: Scope,
  ): Instance {
    const suffix = key === undefined ? "" : `[${JSON.stringify(key)}]`;
    const address = `${mode === "data" ? "data." : ""}${type}.${name}${suffix}`;
    const identity = `${this.#around.deployment}${address}`;
    const region = this.#region(body.provider as string | undefined);
    const set = (attribute: string): Value | undefined => {
      const written = metaArguments.has(attribute) ? undefined : body[attribute];
      return written === undefined ? undefined : attributeValue(written, scope);
    };
    const attributes: Attributes = memoized({
      names: () => Object.keys(body).filter((attribute) => !metaArguments.has(attribute)),
      get: (attribute) => {
        const value = set(attribute);
        if (value !== undefined && value !== null) return value;
        if (mode === "data" && type === "aws_iam_policy_document" && /^(minified_)?json$/.test(attribute)) {
          return renderPolicyDocument({ type, address, attributes }, this.#findings);
        }
        return computedValue(mode, attribute, { type, identity, region, get: set });
      },
    });
    return { mode, type, address, region, attributes, key };
  }

  /** The region of `aws` or `aws.<alias>`; undefined when the configuration leaves it to the environment. */
  #region(reference = "aws"): string | undefined {
    const [provider, alias] = reference.replace(/^\$\{|\}$/g, "").split(".");
    const blocks = [asJson(this.#json.provider)[provider as string] ?? []].flat() as Json[];
    const block = blocks.find((one) => one.alias === alias);
    const region = block?.region;
    return region === undefined ? undefined : String(evaluateTemplates(region, this.#scope));
  }
}

function declarations(mode: Mode, json: unknown): Declaration[] {
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
    [...attributes.names(), "id", "arn"].map((name) => [name, attributes.get(name) ?? null]),
  );
}

/** Evaluates an attribute once; one that depends on itself is an error rather than the end of the stack. */
function memoized(attributes: Attributes): Attributes {
  const values = new Map<string, Value | undefined>();
  const underWay = new Set<string>();
  return {
    names: attributes.names,
    get(name) {
      if (values.has(name)) return values.get(name);
      if (underWay.has(name)) throw new ExpressionError(`${name} depends on itself`);
      underWay.add(name);
      try {
        const value = attributes.get(name);
        values.set(name, value);
        return value;
      } finally {
        underWay.delete(name);
      }
    },
  };
}

function asJson(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
