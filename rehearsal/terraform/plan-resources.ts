import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Attributes } from "./block";
import { type ComputedContext, computedValue } from "./computed";
import type { Value } from "./expression/functions";
import { ExpressionError } from "./expression/syntax";
import { PlanConfiguration } from "./plan-configuration";
import { renderPolicyDocument } from "./policy-document";
import { known, type Resource, type Resources } from "./resources";

type Json = Readonly<Record<string, unknown>>;

/** An instance in `planned_values` or `values`. */
interface PlannedResource {
  readonly address: string;
  readonly mode: Resource["mode"];
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
  readonly values: Readonly<Record<string, Value>>;
}

/**
 * The JSON of `terraform show -json`, of a plan or of a state. A state knows everything. A plan leaves out what
 * only the deployment will determine; where the configuration that it carries says what that refers to, the
 * reference is followed, and what AWS would make up gets a stable made-up value. Terraform, "JSON Output Format".
 */
export class PlanResources implements Resources {
  readonly #folder: string;
  readonly #configuration: PlanConfiguration;
  readonly #resources: readonly Resource[];
  readonly #warnings: string[] = [];
  readonly outputs: Readonly<Record<string, Value>>;

  constructor(json: object, folder: string) {
    const {
      planned_values: planned,
      values,
      prior_state: prior,
      configuration,
    } = json as Record<string, Json | undefined>;
    this.#folder = folder;
    this.#configuration = new PlanConfiguration(configuration);
    const state = planned ?? values ?? {};
    const dataRead = (prior?.values as Json | undefined)?.root_module;
    const found = [
      ...instances(state.root_module),
      ...instances(dataRead).filter(({ mode }) => mode === "data"),
    ];
    const deferred = this.#configuration.dataSources(new Set(found.map(({ address }) => address)));
    this.#resources = [...found, ...deferred].map((resource) => this.#resource(resource));
    this.outputs = Object.fromEntries(
      Object.entries((state.outputs ?? {}) as Record<string, Json>).flatMap(([name, { value }]) =>
        value === undefined ? [] : [[name, value as Value]],
      ),
    );
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  ofType(type: string, mode: Resource["mode"] = "managed"): readonly Resource[] {
    return this.#resources.filter((resource) => resource.type === type && resource.mode === mode);
  }

  readFile(path: string): Buffer {
    return readFileSync(resolve(this.#folder, path));
  }

  #resource(planned: PlannedResource): Resource {
    const { mode, type, address, values } = planned;
    const region = typeof values.region === "string" ? values.region : this.#configuration.region(planned);
    const attributes: Attributes = {
      names: () => Object.keys(values),
      get: (name) => {
        const value = values[name];
        if (Array.isArray(value)) return this.#completeBlocks(planned, [name], value);
        if (value !== undefined && value !== null) return value;
        if (mode === "data" && type === "aws_iam_policy_document" && name === "json") {
          return renderPolicyDocument(address, this.#statements(planned, attributes), []);
        }
        const followed = this.#follow(planned, this.#configuration.references(planned, [name]));
        if (type === "aws_s3_bucket_policy" && name === "policy") return this.#policy(planned, followed);
        if (followed !== undefined) return followed;
        const context: ComputedContext = { type, address, region, get: (other) => attributes.get(other) };
        return computedValue(mode, name, context);
      },
    };
    return { mode, type, address, region, attributes };
  }

  /** Fills what the elements of a nested block leave out, from what the configuration says of them. */
  #completeBlocks(planned: PlannedResource, path: readonly string[], blocks: readonly Value[]): Value {
    return blocks.map((block) => {
      if (typeof block !== "object" || block === null || Array.isArray(block)) return block;
      const values = block as Readonly<Record<string, Value>>;
      const written = this.#configuration.matchingBlock(planned, path, values);
      const names = new Set([...Object.keys(values), ...Object.keys(written ?? {})]);
      return Object.fromEntries(
        [...names].flatMap((name) => {
          const value = values[name];
          if (Array.isArray(value)) return [[name, this.#completeBlocks(planned, [...path, name], value)]];
          if (value !== undefined && value !== null) return [[name, value]];
          const followed = this.#follow(planned, this.#configuration.referencesOf(written?.[name]));
          return followed === undefined ? [] : [[name, followed]];
        }),
      );
    });
  }

  /** The statements of a policy document that can only be read during the apply. */
  #statements(planned: PlannedResource, attributes: Attributes): Attributes {
    const written = this.#configuration.statements(planned, (references) =>
      this.#follow(planned, references),
    );
    return {
      names: attributes.names,
      get: (name) => (name === "statement" ? written : attributes.get(name)),
    };
  }

  /** A policy that is built from what only the deployment determines has lost its text. */
  #policy({ address }: PlannedResource, followed: Value | undefined): Value {
    if (typeof followed === "string" && followed.startsWith("{")) return followed;
    const warning = `${address}: the policy is known after the apply; assumed to let the distribution read objects`;
    if (!this.#warnings.includes(warning)) this.#warnings.push(warning);
    return JSON.stringify({ Version: "2012-10-17", Statement: this.#assumedStatements() });
  }

  #assumedStatements(): object[] {
    const attributes = (type: string, name: string) =>
      this.ofType(type).map((one) => known(one, name) as string);
    const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
    const identities = attributes("aws_cloudfront_origin_access_identity", "s3_canonical_user_id");
    return [
      ...attributes("aws_cloudfront_distribution", "arn").map((arn) => ({
        ...read,
        Principal: { Service: "cloudfront.amazonaws.com" },
        Condition: { StringEquals: { "AWS:SourceArn": arn } },
      })),
      ...identities.map((id) => ({ ...read, Principal: { CanonicalUser: id } })),
    ];
  }

  /** The value of the first reference that leads to one. */
  #follow(planned: PlannedResource, references: readonly string[]): Value | undefined {
    for (const reference of references) {
      const target = this.#configuration.target(reference, planned);
      if (!target) continue;
      const candidates = this.#resources.filter(
        (one) => one.address === target.address || one.address.startsWith(`${target.address}[`),
      );
      const sameIndex = candidates.find(
        (one) => one.address === `${target.address}[${JSON.stringify(planned.index)}]`,
      );
      const resource = sameIndex ?? candidates[0];
      const value = resource && known(resource, target.attribute);
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

function instances(module: unknown): PlannedResource[] {
  if (typeof module !== "object" || module === null) return [];
  const { resources = [], child_modules: children = [] } = module as {
    resources?: PlannedResource[];
    child_modules?: unknown[];
  };
  if (!Array.isArray(resources) || !Array.isArray(children))
    throw new ExpressionError("the plan has another format");
  const whole = resources.map((resource) => ({ ...resource, values: resource.values ?? {} }));
  return [...whole, ...children.flatMap(instances)];
}
