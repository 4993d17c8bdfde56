import { ExpressionError } from "../expression/syntax";
import { isMap, isRecord, type Json, parseJson, type Value } from "../value";

/** What Terraform is going to do with one resource. */
export type PlannedAction = "no-op" | "create" | "read" | "update" | "delete" | "forget";

/**
 * The part of `terraform show -json <plan>` that says what is done. OpenTofu writes the same.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export interface PlanJson {
  readonly format_version: string;
  readonly resource_changes: readonly ResourceChangeJson[];
  readonly resource_drift: readonly ResourceChangeJson[];
  /** As it was written; `PlanConfiguration` reads it. */
  readonly configuration?: Value;
}

/** One resource of a plan. */
export interface ResourceChangeJson {
  /** "module.site.aws_s3_bucket.primary" */
  readonly address: string;
  /** "module.site"; absent in the root module. */
  readonly module_address?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly change: ChangeJson;
}

/** Values before and after; what is only known after the apply is `true` in `after_unknown` and absent in `after`. */
export interface ChangeJson {
  readonly actions: readonly PlannedAction[];
  readonly before: Value;
  readonly after: Value;
  readonly after_unknown?: Value;
  readonly before_sensitive?: Value;
  readonly after_sensitive?: Value;
  readonly replace_paths?: readonly (readonly (string | number)[])[];
  /** Of a resource that the plan imports. */
  readonly importing?: Value;
}

/**
 * Reads the JSON of a plan. Format 1.x is read whatever its minor version, which only adds to it.
 *
 * @throws {ExpressionError} for anything else, the plan file itself and a state's JSON among them
 */
export function planIn(text: string): PlanJson {
  const document = planDocument(text);
  return {
    format_version: String(document.format_version),
    resource_changes: changesOf(document, "resource_changes"),
    resource_drift: changesOf(document, "resource_drift"),
    ...(isMap(document.configuration) && { configuration: document.configuration }),
  };
}

/** All of a plan's JSON. @throws {ExpressionError} as `planIn` */
export function planDocument(text: string): Json {
  if (text.startsWith("PK"))
    throw new ExpressionError("it is the plan file itself, which only Terraform reads");
  const document = parseJson(text.replace(/^\uFEFF/, ""));
  if (document === undefined) throw new ExpressionError("it is not JSON");
  if (!isMap(document)) throw new ExpressionError("it is JSON, but not an object");
  const { format_version: version } = document;
  if (typeof version !== "string") throw new ExpressionError("it has no format_version");
  if (!version.startsWith("1."))
    throw new ExpressionError(`its format_version is ${version.slice(0, 20)}, and 1.x is known`);
  if (!("planned_values" in document) && !("resource_changes" in document))
    throw new ExpressionError("it describes no plan: it has neither planned_values nor resource_changes");
  return document;
}

function changesOf(document: Json, key: "resource_changes" | "resource_drift"): ResourceChangeJson[] {
  const value: unknown = document[key] ?? [];
  if (!Array.isArray(value)) throw new ExpressionError(`its ${key} is not a list`);
  const wrong = value.findIndex((item) => !isResourceChange(item));
  if (wrong >= 0) throw new ExpressionError(`${key}[${wrong}] is not a resource's change`);
  return value;
}

function isResourceChange(item: unknown): item is ResourceChangeJson {
  return (
    isRecord(item) &&
    typeof item.address === "string" &&
    typeof item.type === "string" &&
    isRecord(item.change) &&
    Array.isArray(item.change.actions)
  );
}
