import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { roleTable } from "../../support/role-table";

test("docs/state.md has the table of what each role may do, as its policies are evaluated", () => {
  const [, shown] =
    /<!-- roles -->\n([\s\S]*?)\n<!-- \/roles -->/.exec(readFileSync("docs/state.md", "utf8")) ?? [];
  expect(shown).toBe(roleTable());
});
