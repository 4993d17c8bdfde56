import { isJsonObject, type Report, strings } from "./json";

/** A policy document as an object; reports what is no policy. */
export function readDocument(document: string | object, report: Report): Record<string, unknown> | undefined {
  let value: unknown = document;
  if (typeof document === "string") {
    try {
      value = JSON.parse(document);
    } catch (error) {
      report(`the policy is not JSON: ${(error as Error).message}`);
      return undefined;
    }
  }
  if (!isJsonObject(value)) {
    report("the policy is not an object");
    return undefined;
  }
  for (const name of Object.keys(value))
    if (!["Version", "Id", "Statement"].includes(name)) report(`unknown element ${name}`);
  if (value.Version !== undefined && value.Version !== "2012-10-17" && value.Version !== "2008-10-17")
    report(`Version is ${JSON.stringify(value.Version)}: write "2012-10-17"`);
  return value;
}

/** The statements of a document, of which there is at least one. */
export function statementsOf(
  { Statement: listed }: Readonly<Record<string, unknown>>,
  report: Report,
): unknown[] {
  const statements = listed === undefined ? [] : Array.isArray(listed) ? listed : [listed];
  if (statements.length === 0) report("Statement is missing: a policy needs at least one");
  return statements;
}

/** An element or its negation, of which a statement has one. */
export function eitherOf(raw: Record<string, unknown>, name: string, notName: string, report: Report) {
  const negated = raw[notName] !== undefined;
  if (negated === (raw[name] !== undefined)) report(`give one of ${name} and ${notName}`);
  return { negated, values: strings(raw[negated ? notName : name] ?? [], negated ? notName : name, report) };
}
