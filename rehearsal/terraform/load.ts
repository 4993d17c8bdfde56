import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Distribution } from "../edge/model";
import { type LoadedBucket, readBuckets } from "./buckets";
import { readDistribution } from "./distribution";
import type { Value } from "./expression/functions";
import { ExpressionError } from "./expression/syntax";
import { JsonConfiguration } from "./json-configuration";
import { PlanResources } from "./plan-resources";
import { type ReadProblem, TerraformReadError } from "./problems";
import { known, type Resources } from "./resources";

/** Everything of a Terraform file that the rehearsal runs. */
export interface LoadedSite {
  readonly distributions: readonly Distribution[];
  readonly buckets: readonly LoadedBucket[];
  readonly keyValueStores: readonly LoadedKeyValueStore[];
  /** Canonical user id by origin access identity path. */
  readonly accessIdentities: ReadonlyMap<string, string>;
  /** Root outputs that can be known. */
  readonly outputs: Readonly<Record<string, Value>>;
  /** What a person should know, such as policies that only the deployment will determine. */
  readonly warnings: readonly string[];
}

export interface LoadedKeyValueStore {
  readonly arn: string;
  readonly name: string;
  readonly entries: Readonly<Record<string, string>>;
}

export interface LoadOptions {
  /** Values of variables that have no default. */
  readonly variables?: Readonly<Record<string, Value>>;
}

/**
 * Reads a Terraform file: a configuration in JSON (`cdk.tf.json`), or the JSON of `terraform show -json` of a plan
 * or a state.
 * @throws {TerraformReadError} with everything that the rehearsal cannot honour
 */
export function loadTerraformFile(path: string, options: LoadOptions = {}): LoadedSite {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw formatError(path, `it cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw formatError(path, "it is not JSON");
  }
  return loadTerraform(json, { ...options, folder: dirname(path), name: path });
}

/** As `loadTerraformFile`, for JSON that is already parsed. `folder` is what files in it are relative to. */
export function loadTerraform(
  json: unknown,
  options: LoadOptions & { readonly folder: string; readonly name: string },
): LoadedSite {
  const problems: ReadProblem[] = [];
  try {
    const resources = resourcesOf(json, options, problems);
    const site = readSite(resources, problems);
    if (problems.length > 0) throw new TerraformReadError(problems);
    if (site.distributions.length === 0)
      throw formatError(options.name, "it has no aws_cloudfront_distribution");
    return site;
  } catch (error) {
    // What the language itself cannot say (a for_each over what is unknown) concerns no attribute.
    if (error instanceof ExpressionError) throw formatError(options.name, error.message);
    throw error;
  }
}

function resourcesOf(
  json: unknown,
  { folder, name, variables = {} }: LoadOptions & { readonly folder: string; readonly name: string },
  problems: ReadProblem[],
): Resources {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw formatError(name, "it is no JSON object");
  if ("planned_values" in json || "values" in json) return new PlanResources(json, folder);
  if ("resource" in json)
    return new JsonConfiguration(json as Record<string, unknown>, folder, variables, problems);
  throw formatError(name, "it is neither a Terraform configuration nor the JSON of a plan or state");
}

function readSite(resources: Resources, problems: ReadProblem[]): LoadedSite {
  const distributions = resources
    .ofType("aws_cloudfront_distribution")
    .map((resource) => readDistribution(resource, resources, problems));
  const identities = resources.ofType("aws_cloudfront_origin_access_identity");
  return {
    distributions,
    buckets: readBuckets(resources, problems),
    keyValueStores: readKeyValueStores(resources),
    accessIdentities: new Map(
      identities.map((one) => [
        String(known(one, "cloudfront_access_identity_path")),
        String(known(one, "s3_canonical_user_id")),
      ]),
    ),
    outputs: resources.outputs,
    warnings: resources.warnings,
  };
}

function readKeyValueStores(resources: Resources): LoadedKeyValueStore[] {
  const keys = resources.ofType("aws_cloudfrontkeyvaluestore_key");
  return resources.ofType("aws_cloudfront_key_value_store").map((store) => {
    const arn = String(known(store, "arn"));
    const own = keys.filter((key) => known(key, "key_value_store_arn") === arn);
    const entries = own.map((key) => [String(known(key, "key")), String(known(key, "value"))]);
    return { arn, name: String(known(store, "name")), entries: Object.fromEntries(entries) };
  });
}

function formatError(name: string, rule: string): TerraformReadError {
  return new TerraformReadError([
    {
      code: "TERRAFORM_FORMAT",
      address: name,
      attribute: "",
      rule,
      mend: "Give a cdk.tf.json, or the output of `terraform show -json` of a plan or state",
    },
  ]);
}
