import { readPolicyDocument } from "../../../facts/s3/policy-document";
import { type Report, strings } from "./json";

const versions: readonly unknown[] = [undefined, "2012-10-17", "2008-10-17"];

/** The statements of a policy document; reports what is no policy. */
export function statementsOf(document: string | object, report: Report): readonly Record<string, unknown>[] {
  const read = readPolicyDocument(document);
  if ("problem" in read) {
    report(read.problem);
    return [];
  }
  const { Version, ...elements } = read.elements;
  for (const name of Object.keys(elements))
    if (!["Id", "Statement"].includes(name)) report(`unknown element ${name}`);
  if (!versions.includes(Version)) report(`Version is ${JSON.stringify(Version)}: write "2012-10-17"`);
  return read.statements;
}

/** An element or its negation, of which a statement has one. */
export function eitherOf(raw: Record<string, unknown>, name: string, notName: string, report: Report) {
  const negated = raw[notName] !== undefined;
  if (negated === (raw[name] !== undefined)) report(`give one of ${name} and ${notName}`);
  return { negated, values: strings(raw[negated ? notName : name] ?? [], negated ? notName : name, report) };
}
