import type { Condition, Statement } from "./policy";

/**
 * Statements, with one more that is joined to another of its purpose where they can be: where the conditions are the
 * same, by their resources; where the resources are the same, by the condition's values.
 */
export function joinedInto(kept: readonly Statement[], statement: Statement): Statement[] {
  for (const [at, other] of kept.entries()) {
    const both = joined(other, statement);
    if (both) return kept.with(at, both);
  }
  return [...kept, statement];
}

/** Statements without a condition that allow different things with the same resources, as one, under the first one's Sid. */
export function withAllActions(statements: readonly Statement[]): Statement[] {
  const kept: Statement[] = [];
  for (const statement of statements) {
    const at = kept.findIndex(
      (other) => !other.Condition && !statement.Condition && same(other.Resource, statement.Resource),
    );
    const other = kept[at];
    if (other) kept[at] = { ...other, Action: union(other.Action ?? [], statement.Action ?? []).sort() };
    else kept.push(statement);
  }
  return kept;
}

/** In the order of purposes, so that the actions of one stand in as few policies as can be. */
export function byPurpose(statements: readonly Statement[]): Statement[] {
  const purposes = [...new Set(statements.map(({ Sid }) => Sid))];
  return purposes.flatMap((purpose) => statements.filter(({ Sid }) => Sid === purpose));
}

/** All of them joined as far as they can be. What is left over of one purpose is numbered, since a Sid is unique. */
export function merged(statements: readonly Statement[]): Statement[] {
  return numbered(statements.reduce<Statement[]>(joinedInto, []));
}

/** Statements whose purpose others have had before, by number. */
export function numbered(statements: readonly Statement[]): Statement[] {
  const seen = new Map<string, number>();
  return statements.map((statement) => {
    const count = (seen.get(statement.Sid) ?? 0) + 1;
    seen.set(statement.Sid, count);
    return count === 1 ? statement : { ...statement, Sid: `${statement.Sid}${count}` };
  });
}

function joined(a: Statement, b: Statement): Statement | undefined {
  if (a.Sid !== b.Sid || !same(a.Action, b.Action)) return undefined;
  if (same(a.Condition, b.Condition)) return { ...a, Resource: union(a.Resource, b.Resource) };
  if (!same(a.Resource, b.Resource) || !a.Condition || !b.Condition) return undefined;
  const condition = joinedCondition(a.Condition, b.Condition);
  return condition && { ...a, Condition: condition };
}

/** Only where one key differs is the union of the values the union of what is allowed. */
function joinedCondition(a: Condition, b: Condition): Condition | undefined {
  const flat = (condition: Condition) =>
    Object.entries(condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
    );
  const [first, second] = [flat(a), flat(b)];
  const isAlike = first.length === second.length && first.every((one, at) => one.key === second[at]?.key);
  const differing = first.filter(({ values }, at) => !same(values, second[at]?.values));
  if (!isAlike || differing.length !== 1) return undefined;
  const joinedKeys = first.map(({ operator, key, values }, at) => [
    operator,
    { [key]: union(values, second[at]?.values ?? []) },
  ]);
  const operators = new Set(joinedKeys.map(([operator]) => operator));
  return operators.size === joinedKeys.length ? Object.fromEntries(joinedKeys) : undefined;
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
