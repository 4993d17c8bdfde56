import type { Attributes } from "../block";
import { computedNames, computedValue } from "../computed";
import { asObject, asString } from "../expression/as-type";
import type { Budget } from "../expression/budget";
import { renderTemplate, type Scope } from "../expression/evaluate";
import { Once } from "../expression/once";
import { madeOrUnknown, partOf } from "../expression/part";
import { UnknownError } from "../expression/syntax";
import { renderPolicyDocument } from "../policy-document";
import type { Findings } from "../problems";
import type { Resource } from "../resources";
import { asJson, isKnown, type Planned, unknownIn, type Value } from "../value";
import { namesIn, valueIn } from "./attribute-value";

type Mode = Resource["mode"];

/** A resource or a data source as it is written: one instance of it, or several. */
export interface Declaration {
  readonly mode: Mode;
  readonly type: string;
  readonly name: string;
  readonly body: { readonly [key: string]: Value };
}

/** One instance while it is being read: attributes are evaluated when somebody asks for them. */
export interface Instance extends Resource {
  readonly key: string | number | undefined;
}

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

/** What is written below `resource` or `data`. */
export function declarations(mode: Mode, json: Value | undefined): Declaration[] {
  return Object.entries(asJson(json)).flatMap(([type, named]) =>
    Object.entries(asJson(named)).map(([name, body]) => ({ mode, type, name, body: asJson(body) })),
  );
}

export function isRepeated({ body }: Declaration): boolean {
  return body.for_each !== undefined || body.count !== undefined;
}

/** What an instance is read with. */
export interface InstanceSurroundings {
  readonly address: string;
  /** What ids are made up of. */
  readonly identity: string;
  readonly key: string | number | undefined;
  readonly scope: Scope;
  readonly budget: Budget;
  readonly findings: Findings;
  readonly region: (provider: string) => string | undefined;
}

/** One instance of what is declared, of which nothing is evaluated yet. */
export function instanceOf({ mode, type, body }: Declaration, around: InstanceSurroundings): Instance {
  const { address, identity, key, scope } = around;
  const { provider } = body;
  // Asked for when somebody needs it: it may be known only to whoever runs Terraform.
  const region = () => around.region(typeof provider === "string" ? provider : "aws");
  const set = (attribute: string): Planned | undefined => {
    if (metaArguments.has(attribute) && attribute !== "provisioner") return undefined;
    return around.budget.within(`${address}.${attribute}`, () => valueIn(body, attribute, scope));
  };
  const values = new Once<string, Planned | undefined>();
  const compute = (attribute: string): Planned | undefined => {
    const value = set(attribute);
    if (value !== undefined && value !== null) return value;
    if (mode === "data" && type === "aws_iam_policy_document" && /^(minified_)?json$/.test(attribute)) {
      return renderPolicyDocument({ type, address, attributes }, around.findings);
    }
    if (mode === "data" && type === "template_file" && attribute === "rendered")
      return renderTemplate(
        asString(entirelyKnown(attributes.get("template") ?? null)),
        asObject(entirelyKnown(attributes.get("vars") ?? {})),
        scope,
      );
    return computedValue(mode, attribute, {
      ...{ type, identity, get: set },
      get region() {
        return region();
      },
    });
  };
  const attributes: Attributes = {
    names: () => namesIn(body).filter((attribute) => !metaArguments.has(attribute)),
    get: (attribute) =>
      madeOrUnknown(() => values.get(attribute, `${address}.${attribute}`, () => compute(attribute))),
  };
  return {
    ...{ mode, type, address, attributes, key },
    get region() {
      return region();
    },
  };
}

/** An instance as a value, for expressions that take it whole: what is set, and what AWS makes up, as far as it is known. */
export function whole({ attributes, mode, type }: Instance): Value {
  const documents = type === "aws_iam_policy_document" ? ["json"] : [];
  const names = new Set([...attributes.names(), ...computedNames(mode, type), ...documents, "id", "arn"]);
  const entries = [...names].flatMap((name): [string, Value][] => {
    const value = attributes.get(name) ?? null;
    return isKnown(value) ? [[name, value]] : [];
  });
  return partOf(Object.fromEntries(entries));
}

/** A value that an expression takes. @throws {ExpressionError} where some of it is not known */
export function entirelyKnown(value: Planned): Value {
  if (isKnown(value)) return value;
  throw new UnknownError(unknownIn(value)?.why);
}
