import type { Attributes } from "../block";
import { computedValue } from "../computed";
import { Budget } from "../expression/budget";
import { evaluateTemplates, type Scope } from "../expression/evaluate";
import { functionTable } from "../expression/functions";
import { Once } from "../expression/once";
import { ExpressionError } from "../expression/syntax";
import { readBeside, readWithin } from "../files";
import { renderPolicyDocument } from "../policy-document";
import type { Findings } from "../problems";
import { known, type Resource, type Resources } from "../resources";
import {
  asJson,
  isKnown,
  isList,
  type Json,
  own,
  type Planned,
  Unknown,
  type Value,
  type Values,
} from "../value";
import { pairBlocks } from "./plan-blocks";
import { blocksOf, keysOf, modulesOf, PlanConfiguration, type Target } from "./plan-configuration";
import { type Link, linksOf, listed, setByProvider } from "./plan-links";
import { assumedPolicy, ofBucket } from "./plan-policy";
import {
  hasGap,
  instancesOf,
  isBlocks,
  isLostDenial,
  isTemplate,
  isWritten,
  marksOf,
  type PlannedResource,
} from "./planned";
import { Surroundings } from "./surroundings";

/** Where in a resource an attribute is, and how it was written; undefined in a block that a plan does not show as such. */
interface Attribute {
  readonly planned: PlannedResource;
  /** In the provider's schema. */
  readonly place: string;
  readonly written: Value | undefined;
  /** The block around it; undefined at the top. */
  readonly block?: Values;
  /** Whether the block comes from a `dynamic` one, of which a plan does not show what was written. */
  readonly isLost?: boolean;
}

/**
 * The JSON of `terraform show -json`, of a plan or of a state. A state knows everything. A plan leaves out what
 * only the deployment will determine; where the configuration that it carries says what that refers to, the
 * reference is followed, and what AWS would make up gets a stable made-up value. Terraform, "JSON Output Format".
 */
export class PlanResources implements Resources {
  readonly #folder: string;
  readonly #findings: Findings;
  readonly #configuration: PlanConfiguration;
  readonly #resources: readonly Resource[];
  readonly #byType = new Map<string, Resource[]>();
  readonly #around: Surroundings;
  readonly #scope: Omit<Scope, "resolve">;
  /** Policy documents of which it is not known which buckets they are about. */
  readonly #vague = new Set<string>();
  readonly outputs: Readonly<Record<string, Value>>;

  constructor(document: Json, folder: string, findings: Findings) {
    const { configuration, variables } = document;
    const state = asJson(document.planned_values ?? document.values);
    const readBefore = asJson(asJson(document.prior_state).values).root_module;
    const marks = marksOf(document.resource_changes);
    const budget = new Budget();
    this.#folder = folder;
    this.#findings = findings;
    this.#configuration = new PlanConfiguration(configuration, variables);
    this.#scope = { functions: functionTable((path) => readWithin(folder, path), budget), budget };
    const planned = instancesOf(state.root_module, marks);
    const known = new Set(planned.map(({ address }) => address));
    const data = instancesOf(readBefore, new Map()).filter(
      ({ mode, address }) => mode === "data" && !known.has(address),
    );
    this.#resources = [...planned, ...data].map((resource) => this.#resource(resource));
    for (const resource of this.#resources) {
      const kind = `${resource.mode} ${resource.type}`;
      const others = this.#byType.get(kind);
      if (others) others.push(resource);
      else this.#byType.set(kind, [resource]);
    }
    this.#around = new Surroundings(this, this.#configuration);
    this.outputs = Object.fromEntries(
      Object.entries(asJson(state.outputs)).flatMap(([name, output]) => {
        const { value } = asJson(output);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }

  ofType(type: string, mode: Resource["mode"] = "managed"): readonly Resource[] {
    return this.#byType.get(`${mode} ${type}`) ?? [];
  }

  readFile(path: string): Buffer {
    return readBeside(this.#folder, path);
  }

  #resource(planned: PlannedResource): Resource {
    const { mode, type, address, values } = planned;
    const written = this.#configuration.written(planned);
    const region = typeof values.region === "string" ? values.region : this.#configuration.region(planned);
    const set = (name: string): Planned | undefined =>
      this.#complete(own(values, name), { planned, place: `${type}.${name}`, written: own(written, name) });
    const kept = new Once<string, Planned | undefined>();
    const compute = (name: string): Planned | undefined => {
      if (type === "aws_s3_bucket_policy" && name === "policy" && values.policy instanceof Unknown)
        return this.#policy(planned, written.policy);
      const value = set(name) ?? undefined;
      if (value !== undefined && !(value instanceof Unknown)) return value;
      const get = (other: string) => certain(set(other));
      return computedValue(mode, name, { type, identity: address, region, get }) ?? value;
    };
    const attributes: Attributes = {
      names: () => new Set([...Object.keys(values), ...Object.keys(written)]),
      get: (name) => {
        try {
          return kept.get(name, `${address}.${name}`, () => compute(name));
        } catch (error) {
          if (error instanceof ExpressionError) return new Unknown(error.message);
          throw error;
        }
      },
    };
    const resource = { mode, type, address, region, attributes };
    if (type !== "aws_iam_policy_document" || typeof values.json === "string") return resource;
    return withRendered(resource, this.#findings);
  }

  /** A value of the plan with what it leaves out, as far as that can be told; undefined for what is not set. */
  #complete(value: Planned | undefined, attribute: Attribute): Planned | undefined {
    if (isBlocks(value)) return this.#blocks(value, attribute);
    if (value instanceof Unknown) return this.#linked(attribute) ?? this.#left(value, attribute);
    if (!hasGap(value)) return value;
    const linked = this.#linked(attribute) ?? new Unknown();
    if (isTemplate(attribute.written) || linked instanceof Unknown) return linked;
    return [...value.filter((item) => !(item instanceof Unknown)), ...(isList(linked) ? linked : [linked])];
  }

  /** What is to be made of an unknown value that nothing leads to. */
  #left(value: Unknown, { planned, place, written, block, isLost }: Attribute): Planned | undefined {
    const isOptional = setByProvider.has(nameOf(place));
    if (isLost) return isOptional ? undefined : value;
    // What nobody sets is the provider's to compute; blocks of a distribution that are there came from dynamic ones.
    if (!isWritten(written))
      return block === undefined && dynamicBlocks.has(place) ? value : constantOf(written);
    // A constant that comes out unknown is an empty one, in the place of which AWS computes something.
    if (!isTemplate(written) && constantOf(written) !== undefined) return constantOf(written);
    return isOptional && this.#configuration.targets(written, planned).length === 0 ? undefined : value;
  }

  #blocks(blocks: readonly Values[], { planned, place, written, isLost }: Attribute): Planned {
    const pairs = pairBlocks(nameOf(place), blocks, blocksOf(written));
    return blocks.flatMap((values, at) => {
      const pair = pairs[at];
      if (nameOf(place) === "statement" && isLostDenial(values, pair ?? {})) {
        this.#findings.warn(`${planned.address}: a denial of resources known after the apply is left out`);
        return [];
      }
      const names = new Set([...Object.keys(values), ...Object.keys(pair ?? {})]);
      const entries = [...names].map((name) => {
        const inner = {
          ...{ planned, place: `${place}.${name}`, written: pair && own(pair, name) },
          ...{ block: values, isLost: isLost === true || pair === undefined },
        };
        return [name, this.#complete(own(values, name), inner) ?? null];
      });
      return [Object.fromEntries(entries)];
    });
  }

  /** What the resources that an expression refers to say of an attribute. */
  #linked(attribute: Attribute): Planned | undefined {
    const { planned, place, written, block } = attribute;
    if (isTemplate(written)) return this.#evaluated(planned, asJson(written).constant_value ?? null);
    const options = linksOf(place);
    const isFollowed = isWritten(written) || attribute.isLost === true;
    if (options.length === 0 || !isFollowed) return undefined;
    const targets = this.#configuration.targets(written, planned);
    const led = linkedAttributes(options, targets).flatMap(([target, name]) => {
      const resource = this.#instance(target, planned);
      return resource ? [{ resource, name }] : [];
    });
    const found = led.length > 0 ? led : this.#around.candidates(planned, options);
    const isListed = listed.has(nameOf(place));
    const fitting = isListed ? found : this.#around.closest(found, planned, block);
    // Where nothing leads anywhere, and names do not decide, a choice would be a lottery.
    const chosen = led.length === 0 && !isListed && fitting.length > 1 ? [] : fitting;
    const values = chosen.flatMap(({ resource, name }) => {
      const value = known(resource, name);
      return value === undefined || value === null ? [] : [{ value, resource }];
    });
    const [first] = values;
    if (first === undefined) return undefined;
    if (led.length === 0 || (!isListed && led.length > 1)) {
      const taken = isListed
        ? values.map(({ resource }) => resource.address).join(", ")
        : first.resource.address;
      this.#findings.warn(
        `${planned.address}: ${place.slice(planned.type.length + 1)}: the plan does not say which resource it comes from; ${taken} is assumed. The state has it`,
      );
    }
    if (!place.endsWith(".resources")) return isListed ? values.map(({ value }) => value) : first.value;
    this.#findings.warn(
      `${planned.address}: resources that are known after the apply are taken as whole buckets`,
    );
    if (values.length > 1) this.#vague.add(planned.address);
    return values.flatMap(({ value }) => [value, `${value}/*`]);
  }

  /** Templates of a configuration in JSON syntax are in the plan as they are written, and can be evaluated. */
  #evaluated(planned: PlannedResource, written: Value): Value | undefined {
    const scope: Scope = { ...this.#scope, resolve: (path) => this.#reference(path, planned) };
    try {
      return scope.budget.within(planned.address, () => evaluateTemplates(written, scope));
    } catch (error) {
      if (error instanceof ExpressionError) return undefined;
      throw error;
    }
  }

  #reference(
    path: readonly (string | number)[],
    from: PlannedResource,
  ): { value: Value; used: number } | undefined {
    const parts = path.map((part) =>
      typeof part === "number" || /[^\w-]/.test(part) ? `[${JSON.stringify(part)}]` : part,
    );
    const [target] = this.#configuration.targets(
      { references: [parts.join(".").replaceAll(".[", "[")] },
      from,
    );
    const resource = target && this.#instance(target, from);
    if (!target?.attribute || !resource) return undefined;
    const value = known(resource, target.attribute);
    if (value === undefined || value === null) return undefined;
    return { value, used: path.indexOf(target.attribute, 2) + 1 };
  }

  /** The instance that is meant: of several, the one whose keys fit those of the reference, or of what refers. */
  #instance(target: Target, from: PlannedResource): Resource | undefined {
    const wanted = new Set(target.keys.length > 0 ? target.keys : keysOf(from.address));
    const scored = this.ofType(target.type, target.mode)
      .filter((one) => isInstance(one, target))
      .map((one) => ({ one, score: keysOf(one.address).filter((key) => wanted.has(key)).length }));
    const best = scored.reduce((most, { score }) => Math.max(most, score), 0);
    const [first, second] = scored.filter(({ score }) => score === best);
    return second ? undefined : first?.one;
  }

  /** A bucket policy that is put together from what only the deployment determines has lost its text. */
  #policy(planned: PlannedResource, written: Value | undefined): Planned | undefined {
    const own = this.#resources.find(({ address }) => address === planned.address);
    const name = own && known(own, "bucket");
    const bucket = typeof name === "string" ? name : "";
    const place = "aws_s3_bucket_policy.policy";
    const document = this.#linked({ planned, place, written });
    if (typeof document === "string") return this.#vague.size > 0 ? ofBucket(bucket, document) : document;
    const targets = this.#configuration.targets(written, planned);
    const named = targets.flatMap((target) => this.#instance(target, planned) ?? []);
    this.#findings.warn(
      `${planned.address}: the policy is known after the apply; assumed to let CloudFront, or everybody where it names no distribution, read objects. The state has it`,
    );
    return assumedPolicy(bucket, named);
  }
}

/** Blocks that a distribution has only where somebody writes them. */
const dynamicBlocks = new Set(
  ["origin", "origin_group", "ordered_cache_behavior", "default_cache_behavior", "custom_error_response"].map(
    (name) => `aws_cloudfront_distribution.${name}`,
  ),
);

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf(".") + 1);
}

function constantOf(written: Value | undefined): Value | undefined {
  return asJson(written).constant_value;
}

function certain(value: Planned | undefined): Value | undefined {
  return value !== undefined && isKnown(value) ? value : undefined;
}

/**
 * Which attribute to read of each resource that an expression refers to. An attribute that `options` has is taken as it
 * is written. Otherwise the text was composed around a reference (`arn:aws:s3:::${aws_s3_bucket.site.id}/*`), and must
 * mean the first attribute that may stand there.
 */
function linkedAttributes(options: readonly Link[], targets: readonly Target[]): [Target, string][] {
  const found = targets.flatMap((target) => {
    const option = options.find(({ type }) => type === target.type);
    return option ? [{ target, option }] : [];
  });
  const exact = found.filter(({ target, option }) => option.attributes.includes(target.attribute ?? ""));
  return exact.length > 0
    ? exact.map(({ target }) => [target, target.attribute ?? ""])
    : found.map(({ target, option }) => [target, option.attributes[0]]);
}

function isInstance(resource: Resource, { mode, type, name, modules }: Target): boolean {
  if (resource.mode !== mode || resource.type !== type) return false;
  const own = resource.address.replace(/\[[^[]*\]$/, "");
  return own.endsWith(`.${name}`) && modulesOf(resource.address).join() === modules.join();
}

/** A policy document that is read during the apply: its text is made here of its statements. */
function withRendered(resource: Resource, findings: Findings): Resource {
  const { names, get } = resource.attributes;
  const kept = new Once<"json", string>();
  const render = () => {
    try {
      return kept.get("json", resource.address, () => renderPolicyDocument(resource, findings));
    } catch (error) {
      if (error instanceof ExpressionError) return new Unknown(error.message);
      throw error;
    }
  };
  const attributes: Attributes = {
    names,
    get: (name) => (name === "json" || name === "minified_json" ? render() : get(name)),
  };
  return { ...resource, attributes };
}
