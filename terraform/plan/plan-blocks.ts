import type { Value } from "../expression/functions";
import { expressionOf, referencesOf, type WrittenBlock } from "./plan-configuration";

type Values = Readonly<Record<string, Value>>;

/** Blocks whose order is kept; those of sets come in any order. */
const ordered = new Set(["ordered_cache_behavior", "statement", "member", "rule", "rules"]);

/**
 * The written block that each planned block came from; undefined where that cannot be told, as with those of a
 * `dynamic` block, which plans leave out.
 */
export function pairBlocks(
  name: string,
  planned: readonly Values[],
  written: readonly WrittenBlock[],
): (WrittenBlock | undefined)[] {
  if (ordered.has(name) && planned.length === written.length) return [...written];
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
function agrees(written: WrittenBlock, values: Values): boolean {
  return Object.entries(written).every(([name, one]) => {
    const value = values[name];
    if (Array.isArray(one)) return !Array.isArray(value) || blocksAgree(one, value as readonly Value[]);
    const constant = expressionOf(one).constant_value;
    // With references, it is a template of a configuration in JSON.
    if (constant === undefined || referencesOf(one).length > 0 || value === undefined || value === null)
      return true;
    return Array.isArray(constant) ? sameMembers(constant, value) : String(constant) === String(value);
  });
}

function blocksAgree(written: readonly WrittenBlock[], values: readonly Value[]): boolean {
  return (
    written.length === values.length &&
    written.every((block) => values.some((one) => agrees(block, one as Values)))
  );
}

function sameMembers(constant: readonly Value[], value: Value): boolean {
  return Array.isArray(value) && constant.map(String).sort().join() === value.map(String).sort().join();
}

function allSame(blocks: readonly WrittenBlock[]): boolean {
  return new Set(blocks.map((block) => JSON.stringify(block))).size === 1;
}
