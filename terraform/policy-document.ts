import { Block } from "./block";
import { UnknownError } from "./expression/syntax";
import type { Findings } from "./problems";
import type { Resource } from "./resources";
import {
  asJson,
  isList,
  isMap,
  type Json,
  listOf,
  type Planned,
  parseJson,
  Unknown,
  type Values,
} from "./value";
import { blocks } from "./values-at";

/** A text of a policy, or what stands for one that is known only after the apply. */
export type Part = string | Unknown;

/** A block with a document: a `Block`, which reports what is not known, or one of a plan, in which that is left open. */
interface PolicyBlock<P extends Part> {
  string(name: string): P | undefined;
  required(name: string): P;
  strings(name: string): readonly P[];
  blocks(name: string): readonly PolicyBlock<P>[];
}

/** A statement of a `data.aws_iam_policy_document`. */
export interface StatementBlock<P extends Part> {
  readonly sid: P | undefined;
  readonly effect: P;
  readonly actions: readonly P[];
  readonly notActions: readonly P[];
  readonly resources: readonly P[];
  readonly notResources: readonly P[];
  readonly principals: readonly PrincipalBlock<P>[];
  readonly notPrincipals: readonly PrincipalBlock<P>[];
  readonly conditions: readonly { readonly test: P; readonly variable: P; readonly values: readonly P[] }[];
}

interface PrincipalBlock<P extends Part> {
  readonly type: P;
  readonly identifiers: readonly P[];
}

const openEffect = "whether a statement allows or denies is known only after the apply";

/**
 * The JSON of a `data.aws_iam_policy_document`, as the provider renders it: single values stay strings.
 * @throws {UnknownError} where it is not known whether a statement allows or denies
 */
export function renderPolicyDocument(
  resource: Pick<Resource, "type" | "address" | "attributes">,
  findings: Findings,
): string {
  const block = Block.of(resource, findings);
  const sources = block.strings("source_policy_documents").flatMap(statementsOf);
  const statements = block.blocks("statement");
  const own = statements.map(statementIn).map(rendered);
  const overrides = block.strings("override_policy_documents").flatMap(statementsOf);
  const version = block.string("version", "2012-10-17");
  const id = block.string("policy_id");
  block.finish();
  // What may deny is not to be taken for what allows.
  if (statements.some((one) => one.isUnknown("effect"))) throw new UnknownError(openEffect);
  const Statement = mergedStatements([...sources, ...own, ...overrides], ({ Sid }) => Sid);
  return JSON.stringify({ Version: version, ...(id && { Id: id }), Statement });
}

/**
 * The statements of a document: those of its sources come first, then what the block says itself, then what overrides. Of
 * those with one Sid the last one stands, in the first one's place.
 */
export function mergedStatements<S>(statements: readonly S[], sidOf: (statement: S) => unknown): S[] {
  const bySid = new Map<unknown, S>();
  for (const one of statements) bySid.set(sidOf(one) || one, one);
  return [...bySid.values()];
}

/** The statements that a document of a plan has of its own. */
export function plannedStatements(document: Values): StatementBlock<Part>[] {
  return blocks(document, "statement").map((values) => statementIn(plannedBlock(values)));
}

/** The texts of an attribute, each of which may not be known; undefined where it is not known how many there are. */
export function partsOf(value: Planned | undefined): readonly Part[] | undefined {
  if (value instanceof Unknown) return undefined;
  return isList(value) ? value.flatMap((one) => partOf(one) ?? []) : [];
}

function partOf(value: Planned | undefined): Part | undefined {
  return typeof value === "string" || value instanceof Unknown ? value : undefined;
}

function plannedBlock(values: Values): PolicyBlock<Part> {
  return {
    string: (name) => partOf(values[name]) || undefined,
    required: (name) => partOf(values[name]) || new Unknown(),
    strings: (name) => partsOf(values[name]) ?? [new Unknown()],
    blocks: (name) => blocks(values, name).map(plannedBlock),
  };
}

function statementIn<P extends Part>(block: PolicyBlock<P>): StatementBlock<P | "Allow"> {
  return {
    sid: block.string("sid"),
    effect: block.string("effect") ?? "Allow",
    actions: block.strings("actions"),
    notActions: block.strings("not_actions"),
    resources: block.strings("resources"),
    notResources: block.strings("not_resources"),
    principals: block.blocks("principals").map(principalIn),
    notPrincipals: block.blocks("not_principals").map(principalIn),
    conditions: block.blocks("condition").map((one) => ({
      test: one.required("test"),
      variable: one.required("variable"),
      values: one.strings("values"),
    })),
  };
}

function principalIn<P extends Part>(block: PolicyBlock<P>): PrincipalBlock<P> {
  return { type: block.required("type"), identifiers: block.strings("identifiers") };
}

function statementsOf(json: string): readonly Json[] {
  const { Statement: statements } = asJson(parseJson(json));
  return isMap(statements) ? [statements] : listOf(statements);
}

function rendered(statement: StatementBlock<string>): Json {
  const { sid } = statement;
  return {
    ...(sid && { Sid: sid }),
    Effect: statement.effect,
    ...list("Action", statement.actions),
    ...list("NotAction", statement.notActions),
    ...list("Resource", statement.resources),
    ...list("NotResource", statement.notResources),
    ...principals("Principal", statement.principals),
    ...principals("NotPrincipal", statement.notPrincipals),
    ...conditions(statement.conditions),
  };
}

function list(name: string, values: readonly string[]): Json {
  const [first, ...more] = values;
  return first === undefined ? {} : { [name]: more.length === 0 ? first : values };
}

function principals(name: string, all: readonly PrincipalBlock<string>[]): Json {
  if (all.length === 0) return {};
  const byType = new Map<string, readonly string[]>();
  for (const { identifiers, type } of all) byType.set(type, [...(byType.get(type) ?? []), ...identifiers]);
  if (byType.has("*")) return { [name]: "*" };
  const entries = [...byType].map(([type, ids]) => [type, ids.length === 1 ? ids[0] : ids]);
  return { [name]: Object.fromEntries(entries) };
}

/** By operator and key; values of the same two come together. */
function conditions(all: StatementBlock<string>["conditions"]): Json {
  if (all.length === 0) return {};
  const out = new Map<string, Map<string, readonly string[]>>();
  for (const { test, values, variable } of all) {
    const keys = out.get(test) ?? new Map<string, readonly string[]>();
    out.set(test, keys.set(variable, [...(keys.get(variable) ?? []), ...values]));
  }
  const entries = [...out].map(([test, keys]) => {
    const conditions = [...keys].flatMap(([variable, values]) => Object.entries(list(variable, values)));
    return [test, Object.fromEntries(conditions)];
  });
  return { Condition: Object.fromEntries(entries) };
}
