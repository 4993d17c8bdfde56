/** A policy's document: its elements, and its statements, of which there is at least one; or why it is none. */
export type PolicyReading =
  | { readonly elements: JsonObject; readonly statements: readonly JsonObject[] }
  | { readonly problem: string };

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a policy as IAM and S3 take it: JSON, or its object. A single statement may stand without its list (IAM
 * reference, "IAM JSON policy elements: Statement").
 */
export function readPolicyDocument(document: unknown): PolicyReading {
  let elements = document;
  if (typeof document === "string") {
    try {
      elements = JSON.parse(document);
    } catch (error) {
      return { problem: `the policy is not JSON: ${(error as Error).message}` };
    }
  }
  if (!isJsonObject(elements)) return { problem: "the policy is not an object" };
  const statements = valuesOf(elements.Statement);
  if (statements.length === 0) return { problem: "Statement is missing: a policy needs at least one" };
  const stranger = statements.findIndex((statement) => !isJsonObject(statement));
  if (stranger >= 0) return { problem: `Statement ${stranger + 1}: is not an object` };
  return { elements, statements: statements.filter(isJsonObject) };
}

/** The values of an element: one may stand without a list. */
export function valuesOf(element: unknown): readonly unknown[] {
  if (element === undefined || element === null) return [];
  return Array.isArray(element) ? element : [element];
}

/** Whether a part of a policy is an object with keys. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
