import { ExpressionError } from "../expression/syntax";
import { asJson, isList, isMap, type Json, own, type Value } from "../value";

/** How many names stand between a section's and its bodies; each is there once in a folder ("Duplicate resource configuration"). */
const labels: Readonly<Record<string, number>> = { resource: 2, data: 2, variable: 1, output: 1, module: 1 };

/**
 * One file in the form in which all are put together: a body by its names. JSON may have a list wherever there may be
 * several (Terraform, "JSON Configuration Syntax"), and the parser of HCL makes one of every block.
 * @throws {ExpressionError} for a name that is there twice
 */
export function bodiesOf(parsed: Json, file: string): Json {
  return Object.fromEntries(
    Object.entries(parsed).map(([section, value]) => {
      const depth = own(labels, section);
      if (depth !== undefined) return [section, named(value, depth, depth > 1 ? "" : `${section}.`, file)];
      if (section === "locals") return [section, Object.assign({}, ...objects(value))];
      if (section !== "provider") return [section, value];
      const blocks = objects(value).flatMap((one) => Object.entries(one));
      return [section, grouped(blocks.map(([name, inner]) => [name, objects(inner)] as const))];
    }),
  );
}

const objects = (value: Value | undefined): readonly Json[] =>
  (isList(value) ? value : value === undefined ? [] : [value]).map((one) => asJson(one));

function grouped(entries: readonly (readonly [string, readonly Json[]])[]): Json {
  const all = new Map<string, readonly Json[]>();
  for (const [name, blocks] of entries) all.set(name, [...(all.get(name) ?? []), ...blocks]);
  return Object.fromEntries(all);
}

function named(value: Value, depth: number, before: string, file: string): Json {
  const entries = objects(value).flatMap((one) => Object.entries(one));
  if (depth > 1) {
    const types = grouped(entries.map(([name, inner]) => [name, objects(inner)] as const));
    return Object.fromEntries(
      Object.entries(types).map(([type, inner]) => [type, named(inner, depth - 1, `${type}.`, file)]),
    );
  }
  const bodies = new Map<string, Json>();
  for (const [name, inner] of entries) {
    const [body = {}, ...others] = objects(inner);
    if (bodies.has(name) || others.length > 0) throw twice(`${before}${name}`, file);
    bodies.set(name, body);
  }
  return Object.fromEntries(bodies);
}

function twice(name: string, file: string): ExpressionError {
  return new ExpressionError(`${name} is there twice, the second time in ${file}`);
}

export function isOverride(file: string): boolean {
  return /^(.*_)?override\.(tf|tofu)(\.json)?$/.test(file);
}

/** Two files of one folder; of what both have, an override's arguments take the place of the other's. */
export function mergedFiles(first: Json, second: Json, file: string, overrides: boolean): Json {
  const out: Record<string, Value> = { ...first };
  for (const [section, value] of Object.entries(second)) {
    const before = own(out, section);
    const depth = own(labels, section);
    if (before === undefined) out[section] = value;
    else if (depth !== undefined)
      out[section] = together(
        asJson(before),
        asJson(value),
        depth,
        overrides ? undefined : { section, file },
      );
    else if (section === "locals") out[section] = { ...asJson(before), ...asJson(value) };
    else if (section === "provider") out[section] = providers(asJson(before), asJson(value), overrides);
    // Of settings such as the backend an override's come first, which is where they are looked for.
    else out[section] = overrides ? [value, before].flat() : [before, value].flat();
  }
  return out;
}

/** @param within where no name may be twice; undefined for an override */
function together(
  before: Json,
  value: Json,
  depth: number,
  within: { readonly section: string; readonly file: string } | undefined,
): Json {
  const out: Record<string, Value> = { ...before };
  for (const [name, inner] of Object.entries(value)) {
    const known = own(out, name);
    const section = within && `${within.section}.${name}`;
    if (!isMap(known) || !isMap(inner)) out[name] = inner;
    else if (depth > 1)
      out[name] = together(known, inner, depth - 1, within && { ...within, section: section ?? "" });
    else if (within) throw twice(section ?? name, within.file);
    else out[name] = overridden(known, inner);
  }
  return out;
}

/** Blocks of a type that an override has, `dynamic` ones too, take the place of all of that type; `lifecycle` is merged. */
function overridden(known: Json, by: Json): Json {
  const [made, newly] = [blocksMade(known), blocksMade(by)];
  const stays = ([name]: readonly [string, unknown]) =>
    !Object.hasOwn(newly, name) && !Object.hasOwn(by, name);
  const kept = Object.entries(known).filter(([name]) => name !== "dynamic" && !Object.hasOwn(newly, name));
  const dynamic = { ...Object.fromEntries(Object.entries(made).filter(stays)), ...newly };
  const lifecycle = [...objects(known.lifecycle), ...objects(by.lifecycle)];
  return {
    ...Object.fromEntries(kept),
    ...by,
    ...(lifecycle.length > 0 && { lifecycle: [Object.assign({}, ...lifecycle)] }),
    ...(Object.keys(dynamic).length > 0 && { dynamic }),
  };
}

const blocksMade = (body: Json): Json => Object.assign({}, ...objects(body.dynamic));

function providers(before: Json, value: Json, overrides: boolean): Json {
  const names = new Set([...Object.keys(before), ...Object.keys(value)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const [known, blocks] = [objects(own(before, name)), objects(own(value, name))];
      const sameAs = (one: Json) => (other: Json) => one.alias === other.alias;
      const changed = known.map((one) => ({ ...one, ...blocks.find(sameAs(one)) }));
      const added = blocks.filter((one) => !known.some(sameAs(one)));
      return [name, overrides ? [...changed, ...added] : [...known, ...blocks]];
    }),
  );
}
