import { partitionOf } from "../../facts/aws-regions";
import type { Attributes } from "../block";
import { computedValue } from "../computed";
import { Once } from "../expression/once";
import { madeOrUnknown } from "../expression/part";
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
import { blocksOf, PlanConfiguration } from "./plan-configuration";
import { lastNameOf, setByProvider } from "./plan-links";
import { assumedPolicy, ofBucket } from "./plan-policy";
import { type Attribute, PlanReferences } from "./plan-references";
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

/**
 * The JSON of `terraform show -json`, of a plan or of a state. A state knows everything. A plan leaves out what
 * only the deployment will determine; where the configuration that it carries says what that refers to, the
 * reference is followed, and what AWS would make up gets a stable made-up value. Terraform, "JSON Output Format".
 */
export class PlanResources implements Resources {
  readonly #findings: Findings;
  readonly #configuration: PlanConfiguration;
  readonly #resources: readonly Resource[];
  readonly #byType = new Map<string, Resource[]>();
  readonly #references: PlanReferences;
  readonly #assumes: boolean;
  readonly #beside: Resources | undefined;
  readonly outputs: Readonly<Record<string, Value>>;
  readonly folder: string;

  /**
   * `assumes`: whether a policy whose text is lost is made up of what it names, which a rehearsal can do with. `beside`: the
   * configuration in the folder of a plan, which has the expressions that the plan has not.
   */
  constructor(
    document: Json,
    folder: string,
    findings: Findings,
    { assumes = true, beside }: { readonly assumes?: boolean; readonly beside?: Resources } = {},
  ) {
    const { configuration, variables } = document;
    const state = asJson(document.planned_values ?? document.values);
    const readBefore = asJson(asJson(document.prior_state).values).root_module;
    const marks = marksOf(document.resource_changes);
    this.folder = folder;
    this.#assumes = assumes;
    this.#beside = beside;
    this.#findings = findings;
    this.#configuration = new PlanConfiguration(configuration, variables);
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
    this.#references = new PlanReferences(this, this.#configuration, folder, findings);
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

  /** A plan has no resource of which it does not know how many there are. */
  ofTypeWhereKnown(type: string, mode: Resource["mode"] = "managed"): readonly Resource[] {
    return this.ofType(type, mode);
  }

  get types(): Iterable<string> {
    return new Set(this.#resources.filter(({ mode }) => mode === "managed").map(({ type }) => type));
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
      const made = computedValue(mode, name, { type, identity: address, region, get });
      return made ?? this.#fromBeside(planned, name) ?? value;
    };
    const attributes: Attributes = {
      names: () => new Set([...Object.keys(values), ...Object.keys(written)]),
      get: (name) => madeOrUnknown(() => kept.get(name, `${address}.${name}`, () => compute(name))),
    };
    const resource = { mode, type, address, region, attributes };
    if (type !== "aws_iam_policy_document" || typeof values.json === "string") return resource;
    return withRendered(resource, this.#findings);
  }

  /** A function's code that is put together with what AWS makes up, such as the id of a store: made up alike here and there. */
  #fromBeside({ type, address }: PlannedResource, name: string): Planned | undefined {
    if (type !== "aws_cloudfront_function" || name !== "code") return undefined;
    const written = this.#beside?.ofTypeWhereKnown(type).find((one) => one.address === address);
    const code = written && known(written, name);
    if (code !== undefined)
      this.#findings.warn(
        `${address}: ${name}: the plan does not know it; it is taken from the folder that the plan is in`,
      );
    return code;
  }

  /** A value of the plan with what it leaves out, as far as that can be told; undefined for what is not set. */
  #complete(value: Planned | undefined, attribute: Attribute): Planned | undefined {
    if (isBlocks(value)) return this.#blocks(value, attribute);
    if (value instanceof Unknown) return this.#references.follow(attribute) ?? this.#left(value, attribute);
    if (!hasGap(value)) return value;
    const linked = this.#references.follow(attribute) ?? new Unknown();
    if (isTemplate(attribute.written) || linked instanceof Unknown) return linked;
    return [...value.filter((item) => !(item instanceof Unknown)), ...(isList(linked) ? linked : [linked])];
  }

  /** What is to be made of an unknown value that nothing leads to. */
  #left(value: Unknown, { planned, place, written, block, isLost }: Attribute): Planned | undefined {
    const isOptional = setByProvider.has(lastNameOf(place));
    if (isLost) return isOptional ? undefined : value;
    // What nobody sets is the provider's to compute, but for what is there only where somebody writes it.
    if (!isWritten(written))
      return block === undefined && neverComputed.has(place) ? value : constantOf(written);
    // A constant that comes out unknown is an empty one, in the place of which AWS computes something.
    if (!isTemplate(written) && constantOf(written) !== undefined) return constantOf(written);
    return isOptional && this.#configuration.targets(written, planned).length === 0 ? undefined : value;
  }

  #blocks(
    blocks: readonly Values[],
    { planned, place, written, isLost, block, around = [] }: Attribute,
  ): Planned {
    const pairs = pairBlocks(lastNameOf(place), blocks, blocksOf(written));
    return blocks.flatMap((values, at) => {
      const pair = pairs[at];
      if (lastNameOf(place) === "statement" && isLostDenial(values, pair ?? {})) {
        this.#findings.warn(`${planned.address}: a denial of resources known after the apply is left out`);
        return [];
      }
      const names = new Set([...Object.keys(values), ...Object.keys(pair ?? {})]);
      const entries = [...names].map((name) => {
        const inner = {
          ...{ planned, place: `${place}.${name}`, written: pair && own(pair, name) },
          ...{ block: values, beside: blocks, around: block ? [block, ...around] : around },
          isLost: isLost === true || pair === undefined,
        };
        return [name, this.#complete(own(values, name), inner) ?? null];
      });
      return [Object.fromEntries(entries)];
    });
  }

  /** A bucket policy that is put together from what only the deployment determines has lost its text. */
  #policy(planned: PlannedResource, written: Value | undefined): Planned | undefined {
    const own = this.#resources.find(({ address }) => address === planned.address);
    const name = own && known(own, "bucket");
    const bucket = typeof name === "string" ? name : "";
    const arn = `arn:${partitionOf(own?.region).partition}:s3:::${bucket}`;
    const place = "aws_s3_bucket_policy.policy";
    const document = this.#references.follow({ planned, place, written });
    if (typeof document === "string") return this.#references.areVague ? ofBucket(arn, document) : document;
    if (!this.#assumes) return new Unknown("its text is known only after the apply");
    const targets = this.#configuration.targets(written, planned);
    const found = targets.flatMap((target) => this.#references.instance(target, planned) ?? []);
    // S3 would refuse a public one: where nothing else is known, CloudFront is meant.
    const named =
      found.some(({ type }) => type.startsWith("aws_cloudfront_")) || !this.#blocksPublic(bucket)
        ? found
        : this.ofType("aws_cloudfront_distribution");
    this.#findings.warn(
      `${planned.address}: the policy is known after the apply; assumed to let CloudFront, or everybody where it names no distribution, read objects. The state has it`,
    );
    return assumedPolicy(arn, named);
  }

  #blocksPublic(bucket: string): boolean {
    return this.ofType("aws_s3_bucket_public_access_block").some(
      (block) => known(block, "bucket") === bucket && known(block, "block_public_policy") === true,
    );
  }
}

/**
 * What is there only where somebody writes it, if in a way that a plan does not show: as `dynamic` blocks, or as an expression
 * that refers to nothing.
 */
const neverComputed = new Set([
  "aws_cloudfront_distribution.origin",
  "aws_cloudfront_distribution.origin_group",
  "aws_cloudfront_distribution.ordered_cache_behavior",
  "aws_cloudfront_distribution.default_cache_behavior",
  "aws_cloudfront_distribution.custom_error_response",
  "aws_cloudwatch_metric_alarm.alarm_actions",
]);

function constantOf(written: Value | undefined): Value | undefined {
  return asJson(written).constant_value;
}

function certain(value: Planned | undefined): Value | undefined {
  return value !== undefined && isKnown(value) ? value : undefined;
}

/** A policy document that is read during the apply: its text is made here of its statements. */
function withRendered(resource: Resource, findings: Findings): Resource {
  const { names, get } = resource.attributes;
  const kept = new Once<"json", string>();
  const render = () =>
    madeOrUnknown(() => kept.get("json", resource.address, () => renderPolicyDocument(resource, findings)));
  const attributes: Attributes = {
    names,
    get: (name) => (name === "json" || name === "minified_json" ? render() : get(name)),
  };
  return { ...resource, attributes };
}
