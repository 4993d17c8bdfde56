import { readFileSync } from "node:fs";
import { Command } from "commander";
import { expect, test } from "vitest";
import { addCspVerb } from "../../../cli/verbs/csp";
import { addInvalidateVerb } from "../../../cli/verbs/invalidate";
import { addReconcileVerb } from "../../../cli/verbs/reconcile";
import { addReleaseVerb } from "../../../cli/verbs/release";
import { addReleasesVerb } from "../../../cli/verbs/releases";
import { addRollbackVerb } from "../../../cli/verbs/rollback";

const program = new Command();
for (const add of [
  addReleaseVerb,
  addRollbackVerb,
  addReconcileVerb,
  addReleasesVerb,
  addInvalidateVerb,
  addCspVerb,
])
  add(program);

/** The rows of docs/releases.md: an option, and the verbs that have it. Some mean something else to each, in rows of their own. */
const documented = [
  ...readFileSync("docs/releases.md", "utf8").matchAll(/^\| `(--[^`]+)` \| ([^|]+) \|/gm),
].map(([, flags = "", verbs = ""]): [string, string] => [flags, verbs.trim()]);
const names = program.commands.map((command) => command.name());

function verbsOf(text: string): string[] {
  const named = [...text.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
  return text.startsWith("all") ? names.filter((name) => !named.includes(name)) : named;
}

test("docs/releases.md has every option of the content verbs, and which verbs have it", () => {
  const flags = new Set(program.commands.flatMap(({ options }) => options.map((option) => option.flags)));
  expect([...new Set(documented.map(([flag]) => flag))].sort()).toEqual([...flags].sort());
  for (const flag of flags) {
    const said = documented.filter(([other]) => other === flag).flatMap(([, text]) => verbsOf(text));
    const having = program.commands.filter(({ options }) => options.some((option) => option.flags === flag));
    expect([flag, said.sort()]).toEqual([flag, having.map((verb) => verb.name()).sort()]);
  }
});
