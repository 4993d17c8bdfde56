import { dirname } from "node:path";
import { documentIn, type TerraformDocument } from "../../terraform/document";
import { BudgetError } from "../../terraform/expression/budget";
import { ExpressionError } from "../../terraform/expression/syntax";
import { readRegular } from "../../terraform/files";
import { isHcl } from "../../terraform/hcl/folder";
import { configurationIn, type OpenFolder, openFolder } from "../../terraform/hcl/open-folder";
import type { VariableOptions } from "../../terraform/hcl/variables";
import { JsonConfiguration, noValue } from "../../terraform/json/json-configuration";
import { PlanResources } from "../../terraform/plan/plan-resources";
import { Findings, TerraformReadError } from "../../terraform/problems";
import type { Resources } from "../../terraform/resources";
import { asJson, type Json, own, type Value } from "../../terraform/value";
import { configurationBeside } from "./beside";
import { type LoadedSite, loadSite } from "./site";

export interface LoadOptions {
  /** Values of variables that have no default. */
  readonly variables?: Readonly<Record<string, Value>>;
  /** What tells the ids that are made up for this deployment from those of another one with the same addresses. */
  readonly deployment?: string;
  /** The configuration that a plan was made of. */
  readonly beside?: Resources;
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
    text = readRegular(path, { name: "it" }).toString("utf8");
  } catch (error) {
    if (error instanceof ExpressionError) throw formatError(path, error.message);
    throw error;
  }
  return loadTerraform(text, { ...options, folder: dirname(path), name: path });
}

/**
 * As `loadTerraformFile`, and of a folder with `.tf` files, or one of them, too, with the modules that it calls.
 * @throws {TerraformReadError}
 */
export async function loadTerraformAt(path: string, options: VariableOptions = {}): Promise<LoadedSite> {
  if (!isHcl(path)) {
    const beside = await configurationBeside(path);
    return loadTerraformFile(path, beside && { beside });
  }
  let open: OpenFolder;
  try {
    open = await openFolder(path, options);
  } catch (error) {
    if (error instanceof ExpressionError) throw formatError(path, error.message);
    throw error;
  }
  try {
    return loaded(path, (findings) => configurationIn(open, findings));
  } catch (error) {
    if (error instanceof TerraformReadError)
      throw withUnset(error, asJson(open.hcl.json.variable), open.variables);
    throw error;
  }
}

/** Where something cannot be read for want of a variable, the mend names all that want a value, as Terraform would ask for. */
function withUnset(error: TerraformReadError, declared: Json, given: Json): TerraformReadError {
  const unset = Object.keys(declared).filter(
    (name) => own(asJson(own(declared, name)), "default") === undefined && own(given, name) === undefined,
  );
  const named = unset.map((name) => `TF_VAR_${name}`).join(" and ");
  const mend = `Set ${named}, or write terraform.tfvars in the folder`;
  const isMissing = (rule: string) => unset.some((name) => rule.includes(noValue(name)));
  return new TerraformReadError(
    error.problems.map((problem) => (isMissing(problem.rule) ? { ...problem, mend } : problem)),
  );
}

/** As `loadTerraformFile`, for a text that was already read. `folder` is what files in it are relative to. */
export function loadTerraform(text: string, source: Source): LoadedSite {
  return loaded(source.name, (findings) => resourcesOf(documentIn(text), source, findings));
}

/** As `loadTerraformFile`, for what was read already, in whichever way. */
export function loadResources(name: string, resources: Resources): LoadedSite {
  return loaded(name, () => resources);
}

function loaded(name: string, resources: (findings: Findings) => Resources): LoadedSite {
  const findings = new Findings();
  try {
    const whole = resources(findings);
    const notRead = whole instanceof JsonConfiguration ? whole.notRead.filter(isOfSite) : [];
    for (const { address, why } of notRead) findings.warn(`${address} is left out: ${why}`);
    const site = loadSite(notRead.length > 0 ? whereKnown(whole) : whole, findings);
    if (findings.problems.length > 0) throw new TerraformReadError(findings.problems);
    if (site.distributions.length > 0) return site;
    const [first] = notRead;
    throw formatError(name, first?.why ?? "it has no aws_cloudfront_distribution");
  } catch (error) {
    // What the language itself cannot say (a for_each over what is unknown) concerns no attribute.
    if (error instanceof ExpressionError || error instanceof BudgetError)
      throw formatError(name, error.message);
    throw error;
  }
}

/** What a rehearsal needs; of anything else it does not matter how many there are. */
function isOfSite({ address }: { readonly address: string }): boolean {
  return /(?:^|\.)(?:aws_cloudfront|aws_s3_|aws_lambda_function|aws_iam_policy_document|module\.[^.]+$)/.test(
    address,
  );
}

/** What does not say how many of it there are is left out, and does not stop the others. */
function whereKnown(resources: Resources): Resources {
  const { types, outputs, folder } = resources;
  const ofType: Resources["ofType"] = (type, mode) => resources.ofTypeWhereKnown(type, mode);
  return { ofType, ofTypeWhereKnown: ofType, types, outputs, folder };
}

function resourcesOf({ json, kind }: TerraformDocument, source: Source, findings: Findings): Resources {
  const { folder, name, variables = {}, deployment = "", beside } = source;
  if (kind === "empty state")
    throw formatError(name, "nothing is in this state", "Apply first, or give the folder or a plan");
  if (kind === "configuration")
    return new JsonConfiguration(json, { folder, variables, deployment }, findings);
  return new PlanResources(json, folder, findings, beside && { beside });
}

const whatIsTaken =
  "Give a folder of .tf files, a cdk.tf.json, or the output of `terraform show -json` of a plan or state";

function formatError(name: string, rule: string, mend = whatIsTaken): TerraformReadError {
  return new TerraformReadError([
    {
      code: "TERRAFORM_FORMAT",
      address: name,
      attribute: "",
      rule,
      mend,
    },
  ]);
}
