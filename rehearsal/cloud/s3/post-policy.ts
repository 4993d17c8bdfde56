import type { CloudResponse } from "../http";
import { s3ErrorResponse } from "./errors";

/** Fields that no condition has to name (S3 API reference, "POST policy"). */
const unnamed = /^(?:x-amz-signature|signature|awsaccesskeyid|policy|file|bucket|x-ignore-.*)$/;

/**
 * The refusal of a form that its policy does not let through: a policy names every field, until it expires. `fields` by
 * names in lower case, with the bucket.
 */
export function policyRefusal(
  fields: ReadonlyMap<string, string>,
  size: number,
  now: number,
): CloudResponse | undefined {
  const policy = read(fields.get("policy"));
  if (policy === undefined) return denied("Invalid Policy: Invalid JSON.", "InvalidPolicyDocument", 400);
  const { expiration, conditions } = policy;
  if (typeof expiration !== "string" || !(Date.parse(expiration) > now))
    return denied("Invalid according to Policy: Policy expired.");
  const named = new Set<string>();
  for (const condition of Array.isArray(conditions) ? conditions : []) {
    const text = JSON.stringify(condition);
    const failed = denied(`Invalid according to Policy: Policy Condition failed: ${text}`);
    const [operator, name, value, most] = partsOf(condition);
    if (operator === "content-length-range") {
      if (size < Number(name)) return sizeRefusal("EntityTooSmall", size);
      if (size > Number(value)) return sizeRefusal("EntityTooLarge", size);
      continue;
    }
    if (typeof name !== "string" || typeof value !== "string" || most !== undefined) return failed;
    const field = name.toLowerCase().replace(/^\$/, "");
    const given = fields.get(field) ?? "";
    named.add(field);
    if (operator === "eq" ? given !== value : operator !== "starts-with" || !given.startsWith(value))
      return failed;
  }
  const extra = [...fields.keys()].find((name) => !unnamed.test(name) && !named.has(name));
  return extra === undefined
    ? undefined
    : denied(`Invalid according to Policy: Extra input fields: ${extra}`);
}

/** `{ "name": "value" }` is `["eq", "$name", "value"]`. */
function partsOf(condition: unknown): readonly unknown[] {
  if (Array.isArray(condition)) {
    const [operator, ...rest] = condition;
    return [typeof operator === "string" ? operator.toLowerCase() : operator, ...rest];
  }
  const [[name, value] = [], ...more] = isRecord(condition) ? Object.entries(condition) : [];
  return more.length === 0 ? ["eq", name, value] : [];
}

function read(policy: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(policy ?? "", "base64").toString("utf8"));
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function denied(message: string, code = "AccessDenied", status = 403): CloudResponse {
  return s3ErrorResponse(status, code, message);
}

function sizeRefusal(code: "EntityTooSmall" | "EntityTooLarge", size: number): CloudResponse {
  const message =
    code === "EntityTooSmall"
      ? "Your proposed upload is smaller than the minimum allowed size"
      : "Your proposed upload exceeds the maximum allowed size";
  return s3ErrorResponse(400, code, message, { ProposedSize: String(size) });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
