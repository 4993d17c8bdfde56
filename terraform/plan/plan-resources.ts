import { type Attributes, unknownValue } from "../block";
import { computedValue } from "../computed";
import { evaluateTemplates, type Scope } from "../expression/evaluate";
import { functionTable, type Value } from "../expression/functions";
import { ExpressionError } from "../expression/syntax";
import { renderPolicyDocument } from "../policy-document";
import type { Findings } from "../problems";
import { known, type Resource, type Resources, readBeside } from "../resources";
import { pairBlocks } from "./plan-blocks";
import { expressionOf, keysOf, modulesOf, PlanConfiguration, type Target } from "./plan-configuration";
import { type Link, linksOf } from "./plan-links";
import { assumedPolicy } from "./plan-policy";
import {
  asJson,
  blocksOf,
  hasGap,
  instancesOf,
  isAbsent,
  isBlocks,
  isLostDenial,
  isTemplate,
  isWritten,
  type PlannedResource,
  type Values,
} from "./planned";

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
  readonly outputs: Readonly<Record<string, Value>>;

  constructor(json: object, folder: string, findings: Findings) {
    const document = json as Record<string, unknown>;
    const { configuration, variables } = document;
    const state = asJson(document.planned_values ?? document.values);
    const readBefore = asJson(asJson(document.prior_state).values).root_module;
    this.#folder = folder;
    this.#findings = findings;
    this.#configuration = new PlanConfiguration(configuration, variables);
    const planned = instancesOf(state.root_module);
    const listed = new Set(planned.map(({ address }) => address));
    const data = instancesOf(readBefore).filter(
      ({ mode, address }) => mode === "data" && !listed.has(address),
    );
    this.#resources = [...planned, ...data].map((resource) => this.#resource(resource));
    this.outputs = Object.fromEntries(
      Object.entries(asJson(state.outputs)).flatMap(([name, output]) => {
        const { value } = asJson(output);
        return value === undefined ? [] : [[name, value as Value]];
      }),
    );
  }

  ofType(type: string, mode: Resource["mode"] = "managed"): readonly Resource[] {
    return this.#resources.filter((resource) => resource.type === type && resource.mode === mode);
  }

  readFile(path: string): Buffer {
    return readBeside(this.#folder, path);
  }

  #resource(planned: PlannedResource): Resource {
    const { mode, type, address, values } = planned;
    const written = this.#configuration.written(planned);
    const region = typeof values.region === "string" ? values.region : this.#configuration.region(planned);
    const set = (name: string) => this.#complete(planned, name, type, values[name], written[name]);
    const attributes: Attributes = {
      names: () => new Set([...Object.keys(values), ...Object.keys(written)]),
      get: (name) => {
        if (type === "aws_s3_bucket_policy" && name === "policy" && isAbsent(values.policy))
          return this.#policy(planned, written.policy);
        const value = set(name);
        if (!isAbsent(value)) return value;
        const made = computedValue(mode, name, { type, identity: address, region, get: set });
        if (made === undefined && (isWritten(written[name]) || hasGap(values[name]))) throw unknown();
        return made;
      },
    };
    const resource = { mode, type, address, region, attributes };
    if (type !== "aws_iam_policy_document" || typeof values.json === "string") return resource;
    return withRendered(resource, this.#findings);
  }

  /** A value of the plan with what it leaves out; undefined where that is known nowhere. */
  #complete(
    planned: PlannedResource,
    name: string,
    place: string,
    value: Value | undefined,
    written: unknown,
  ): Value | undefined {
    const here = `${place}.${name}`;
    if (isBlocks(value)) return this.#blocks(planned, name, here, value, written);
    if (hasGap(value)) {
      const linked = this.#linked(planned, here, written);
      if (isTemplate(written)) return linked;
      const items = value.filter((item) => item !== null);
      return linked === undefined ? undefined : [...items, ...[linked].flat()];
    }
    if (!isAbsent(value)) return value;
    return this.#linked(planned, here, written);
  }

  #blocks(
    planned: PlannedResource,
    name: string,
    place: string,
    blocks: readonly Values[],
    written: unknown,
  ): Value {
    const pairs = pairBlocks(name, blocks, blocksOf(written));
    return blocks.flatMap((values, at) => {
      const block = pairs[at] ?? {};
      if (name === "statement" && isLostDenial(values, block)) {
        this.#findings.warn(`${planned.address}: a denial of resources known after the apply is left out`);
        return [];
      }
      const names = new Set([...Object.keys(values), ...Object.keys(block)]);
      const entries = [...names].map((inner) => {
        const value = this.#complete(planned, inner, place, values[inner], block[inner]);
        const lost = isAbsent(value) && (isWritten(block[inner]) || hasGap(values[inner]));
        return [inner, lost ? unknownValue(unknown().message) : value];
      });
      return [Object.fromEntries(entries)];
    });
  }

  /** What the resources that an expression refers to say of an attribute. */
  #linked(planned: PlannedResource, place: string, written: unknown): Value | undefined {
    if (isTemplate(written)) return this.#evaluated(planned, expressionOf(written).constant_value ?? null);
    const options = linksOf(place);
    if (options.length === 0 || !isWritten(written)) return undefined;
    const targets = this.#configuration.targets(written, planned);
    const values = linkedAttributes(options, targets).flatMap(([target, attribute]) => {
      const resource = this.#instance(target, planned);
      const value = resource && known(resource, attribute);
      return isAbsent(value) ? [] : [value];
    });
    if (values.length === 0) return undefined;
    if (place.endsWith(".resources")) {
      const { address } = planned;
      this.#findings.warn(`${address}: resources that are known after the apply are taken as whole buckets`);
      return values.flatMap((arn) => [arn, `${arn}/*`]);
    }
    return lists.has(place.slice(place.lastIndexOf(".") + 1)) ? values : values[0];
  }

  /** Templates of a configuration in JSON syntax are in the plan as they are written, and can be evaluated. */
  #evaluated(planned: PlannedResource, written: Value): Value | undefined {
    const scope: Scope = {
      functions: functionTable((path) => this.readFile(path)),
      resolve: (path) => this.#reference(path, planned),
    };
    try {
      return evaluateTemplates(written, scope);
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
    return isAbsent(value) ? undefined : { value, used: path.indexOf(target.attribute, 2) + 1 };
  }

  /** The instance that is meant: of several, the one whose keys fit those of the reference, or of what refers. */
  #instance(target: Target, from: PlannedResource): Resource | undefined {
    const wanted = new Set(target.keys.length > 0 ? target.keys : keysOf(from.address));
    const scored = this.#resources
      .filter((one) => isInstance(one, target))
      .map((one) => ({ one, score: keysOf(one.address).filter((key) => wanted.has(key)).length }));
    const best = Math.max(...scored.map(({ score }) => score));
    const [first, second] = scored.filter(({ score }) => score === best);
    return second ? undefined : first?.one;
  }

  /** A bucket policy that is put together from what only the deployment determines has lost its text. */
  #policy(planned: PlannedResource, written: unknown): Value | undefined {
    const document = this.#linked(planned, "aws_s3_bucket_policy.policy", written);
    if (document !== undefined) return document;
    const targets = this.#configuration.targets(written, planned);
    const named = targets.flatMap((target) => this.#instance(target, planned) ?? []);
    this.#findings.warn(
      `${planned.address}: the policy is known after the apply; assumed to let CloudFront, or everybody where it names no distribution, read objects. The state has it`,
    );
    const own = this.#resources.find(({ address }) => address === planned.address);
    return assumedPolicy(String(own && known(own, "bucket")), named);
  }
}

/** Attributes that take a list. */
const lists = new Set([
  "key_value_store_associations",
  "identifiers",
  "values",
  "source_policy_documents",
  "override_policy_documents",
]);

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
  const rendered = (name: string) => name === "json" || name === "minified_json";
  const attributes: Attributes = {
    names,
    get: (name) => (rendered(name) ? renderPolicyDocument(resource, findings) : get(name)),
  };
  return { ...resource, attributes };
}

function unknown(): ExpressionError {
  return new ExpressionError("it is known only after the apply");
}
