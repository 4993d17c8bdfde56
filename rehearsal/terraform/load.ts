import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Value } from "../../terraform/expression/functions";
import { ExpressionError } from "../../terraform/expression/syntax";
import { JsonConfiguration } from "../../terraform/json/json-configuration";
import { PlanResources } from "../../terraform/plan/plan-resources";
import { Findings, TerraformReadError } from "../../terraform/problems";
import type { Resources } from "../../terraform/resources";
import { type LoadedSite, readSite } from "./site";

export interface LoadOptions {
  /** Values of variables that have no default. */
  readonly variables?: Readonly<Record<string, Value>>;
  /** What tells the ids that are made up for this deployment from those of another one with the same addresses. */
  readonly deployment?: string;
}

/** Where JSON comes from. */
interface Source extends LoadOptions {
  /** What files that it names are relative to. */
  readonly folder: string;
  /** For errors. */
  readonly name: string;
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
export function loadTerraform(json: unknown, source: Source): LoadedSite {
  const findings = new Findings();
  try {
    const site = readSite(resourcesOf(json, source, findings), findings);
    if (findings.problems.length > 0) throw new TerraformReadError(findings.problems);
    if (site.distributions.length === 0)
      throw formatError(source.name, "it has no aws_cloudfront_distribution");
    return site;
  } catch (error) {
    // What the language itself cannot say (a for_each over what is unknown) concerns no attribute.
    if (error instanceof ExpressionError) throw formatError(source.name, error.message);
    throw error;
  }
}

function resourcesOf(json: unknown, source: Source, findings: Findings): Resources {
  const { folder, name, variables = {}, deployment = "" } = source;
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw formatError(name, "it is no JSON object");
  if ("planned_values" in json || "values" in json) return new PlanResources(json, folder, findings);
  if ("resource" in json)
    return new JsonConfiguration(
      json as Record<string, unknown>,
      { folder, variables, deployment },
      findings,
    );
  throw formatError(name, "it is neither a Terraform configuration nor the JSON of a plan or state");
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
