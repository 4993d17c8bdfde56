import { ExpressionError } from "./expression/syntax";
import { refuseRepeatedKey } from "./json/repeated-key";
import { isMap, type Json, parseJson } from "./value";

/** A file of JSON: a configuration, or what `terraform show -json` says of a plan or of a state, in which nothing may be. */
export interface TerraformDocument {
  readonly kind: "configuration" | "plan" | "state" | "empty state";
  readonly json: Json;
}

/** Tells what a text of JSON is. @throws {ExpressionError} for anything else */
export function documentIn(text: string): TerraformDocument {
  const json = parseJson(text);
  if (json === undefined) throw new ExpressionError("it is not JSON, or is nested too deeply");
  if (!isMap(json)) throw new ExpressionError("it is no JSON object");
  const kind = kindOf(json);
  // Plans and states are written by Terraform, which gives no key twice.
  if (kind === "configuration") refuseRepeatedKey(text, "it");
  return { kind, json };
}

function kindOf(json: Json): TerraformDocument["kind"] {
  if ("planned_values" in json) return "plan";
  if ("values" in json) return "state";
  if ("resource" in json) return "configuration";
  if (typeof json.format_version === "string" && !("module" in json)) return "empty state";
  throw new ExpressionError("it is neither a Terraform configuration nor the JSON of a plan or state");
}
