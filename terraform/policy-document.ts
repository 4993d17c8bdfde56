import { Block } from "./block";
import type { Findings } from "./problems";
import type { Resource } from "./resources";
import { asJson, isMap, listOf, parseJson } from "./value";

/**
 * The JSON of a `data.aws_iam_policy_document`, as the provider renders it: single values stay strings. Sources come first,
 * then what the block says itself, then what overrides; of statements with one Sid the last one stands, in the first one's place.
 */
export function renderPolicyDocument(
  resource: Pick<Resource, "type" | "address" | "attributes">,
  findings: Findings,
): string {
  const block = Block.of(resource, findings);
  const sources = block.strings("source_policy_documents").flatMap(statementsOf);
  const own = block.blocks("statement").map(statement);
  const overrides = block.strings("override_policy_documents").flatMap(statementsOf);
  const version = block.string("version", "2012-10-17");
  const id = block.string("policy_id");
  block.finish();
  const Statement = merged([...sources, ...own, ...overrides]);
  return JSON.stringify({ Version: version, ...(id && { Id: id }), Statement });
}

type Statement = Readonly<Record<string, unknown>>;

function statementsOf(json: string): readonly Statement[] {
  const { Statement: statements } = asJson(parseJson(json));
  return isMap(statements) ? [statements] : listOf(statements);
}

function merged(statements: readonly Statement[]): Statement[] {
  const bySid = new Map<unknown, Statement>();
  for (const one of statements) bySid.set(one.Sid || one, one);
  return [...bySid.values()];
}

function statement(block: Block): Statement {
  const sid = block.string("sid");
  return {
    ...(sid && { Sid: sid }),
    Effect: block.string("effect", "Allow"),
    ...list("Action", block.strings("actions")),
    ...list("NotAction", block.strings("not_actions")),
    ...list("Resource", block.strings("resources")),
    ...list("NotResource", block.strings("not_resources")),
    ...principals("Principal", block.blocks("principals")),
    ...principals("NotPrincipal", block.blocks("not_principals")),
    ...conditions(block.blocks("condition")),
  };
}

function list(name: string, values: readonly string[]): Record<string, string | readonly string[]> {
  if (values.length === 0) return {};
  return { [name]: values.length === 1 ? (values[0] as string) : values };
}

function principals(name: string, blocks: readonly Block[]): Record<string, unknown> {
  if (blocks.length === 0) return {};
  const byType = new Map<string, string[]>();
  for (const block of blocks) {
    const type = block.required("type");
    byType.set(type, [...(byType.get(type) ?? []), ...block.strings("identifiers")]);
  }
  if (byType.has("*")) return { [name]: "*" };
  const entries = [...byType].map(([type, ids]) => [type, ids.length === 1 ? ids[0] : ids]);
  return { [name]: Object.fromEntries(entries) };
}

/** By operator and key; values of the same two come together. */
function conditions(blocks: readonly Block[]): Record<string, unknown> {
  if (blocks.length === 0) return {};
  const out = new Map<string, Map<string, readonly string[]>>();
  for (const block of blocks) {
    const test = block.required("test");
    const variable = block.required("variable");
    const keys = out.get(test) ?? new Map<string, readonly string[]>();
    out.set(test, keys.set(variable, [...(keys.get(variable) ?? []), ...block.strings("values")]));
  }
  const entries = [...out].map(([test, keys]) => {
    const conditions = [...keys].flatMap(([variable, values]) => Object.entries(list(variable, values)));
    return [test, Object.fromEntries(conditions)];
  });
  return { Condition: Object.fromEntries(entries) };
}
