import { asJson, isList, isMap, type Json, type Planned, Unknown, type Value, type Values } from "../value";
import { blocksOf, referencesOf } from "./plan-configuration";

/** Blocks whose order is kept; those of sets come in any order. */
const ordered = new Set(["ordered_cache_behavior", "statement", "member", "rule", "rules"]);

/** A distribution has a few dozen of a kind at most; to compare thousands with each other takes too long. */
const mostPairs = 10_000;

/**
 * The written block that each planned block came from; undefined where that cannot be told, as with those of a
 * `dynamic` block, which plans leave out.
 */
export function pairBlocks(
  name: string,
  planned: readonly Values[],
  written: readonly Json[],
): (Json | undefined)[] {
  if (ordered.has(name) && planned.length === written.length) return [...written];
  if (planned.length * written.length > mostPairs) return planned.map(() => undefined);
  const open = planned.map((values) => written.filter((block) => agrees(block, values)));
  // What can come from one block only takes that block away from the others.
  for (let round = 0; round < planned.length; round++) {
    for (const [at, candidates] of open.entries()) {
      if (candidates.length !== 1) continue;
      for (const [other, others] of open.entries()) {
        if (other !== at && others.length > 1) open[other] = others.filter((one) => one !== candidates[0]);
      }
    }
  }
  return open.map((candidates) =>
    candidates.length === 1 || allSame(candidates) ? candidates[0] : undefined,
  );
}

/** Whether the constants of a written block are what the plan has, in nested blocks too. */
function agrees(written: Json, values: Values): boolean {
  return Object.entries(written).every(([name, one]) => {
    const value = values[name];
    if (isList(one)) return !isList(value) || blocksAgree(blocksOf(one), value);
    const constant = asJson(one).constant_value;
    // With references, it is a template of a configuration in JSON.
    if (constant === undefined || referencesOf(one).length > 0) return true;
    if (value === undefined || value === null || value instanceof Unknown) return true;
    return isList(constant) ? sameMembers(constant, value) : textOf(constant) === textOf(value);
  });
}

function blocksAgree(written: readonly Json[], values: readonly Planned[]): boolean {
  return (
    written.length === values.length &&
    written.every((block) => values.some((one) => isMap(one) && agrees(block, one)))
  );
}

function sameMembers(constant: readonly Value[], value: Planned): boolean {
  return isList(value) && membersOf(constant) === membersOf(value);
}

function membersOf(values: readonly Planned[]): string {
  return values.map(textOf).sort().join();
}

/** A constant is written as a number or as a text of the same. */
function textOf(value: Planned): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function allSame(blocks: readonly Json[]): boolean {
  return new Set(blocks.map((block) => JSON.stringify(block))).size === 1;
}
