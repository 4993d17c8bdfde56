import { asObject } from "../expression/as-type";
import { evaluateTemplates, type Scope, withNames } from "../expression/evaluate";
import { madeOrUnknown } from "../expression/part";
import { asJson, isList, isMap, type Json, own, type Planned, Unknown, type Value } from "../value";

/** The value of an attribute, or of blocks: then what cannot be known in one of them costs nothing but itself. */
export function attributeValue(written: Value, scope: Scope): Planned {
  if (isMap(written)) return blockValue(written, scope);
  if (isList(written) && written.every((one) => isMap(one)))
    return written.map((block) => blockValue(block, scope));
  return madeOrUnknown(() => evaluateTemplates(written, scope));
}

/** The attributes and blocks of a body, by the names that they will have: of `dynamic` ones, what these make. */
export function namesIn(body: Json): string[] {
  const names = Object.keys(body).filter((name) => name !== "//" && name !== "dynamic");
  return [...new Set([...names, ...Object.keys(asJson(body.dynamic))])];
}

/** One of `namesIn`; undefined for what is not set. */
export function valueIn(body: Json, name: string, scope: Scope): Planned | undefined {
  const written = own(body, name);
  const made = own(asJson(body.dynamic), name);
  if (made === undefined) return written === undefined ? undefined : attributeValue(written, scope);
  const fixed = written === undefined ? [] : isList(written) ? written : [written];
  const specs = isList(made) ? made : [made];
  return [
    ...fixed.map((block) => attributeValue(block, scope)),
    ...specs.flatMap((spec) => expanded(name, asJson(spec), scope)),
  ];
}

/** The blocks that a `dynamic` one makes; one that is not known stands for those of a `for_each` that is not. */
function expanded(name: string, { content, for_each, iterator }: Json, scope: Scope): Planned[] {
  const root = typeof iterator === "string" ? iterator.replace(/^\$\{|\}$/g, "") : name;
  const body = asJson(isList(content) ? content[0] : content);
  const blocks = madeOrUnknown(() => {
    const value = evaluateTemplates(for_each ?? null, scope);
    const entries: (readonly [number | string, Planned])[] = isList(value)
      ? value.map((item, index) => [typeof item === "string" ? item : index, item])
      : Object.entries(asObject(value));
    scope.budget.steps(entries.length);
    return entries.map(([key, item]) => blockValue(body, withNames(scope, { [root]: { key, value: item } })));
  });
  return blocks instanceof Unknown ? [blocks] : blocks;
}

function blockValue(block: Json, scope: Scope): Planned {
  const entries = namesIn(block).map((name) => [name, valueIn(block, name, scope) ?? null] as const);
  return Object.fromEntries(entries);
}
