import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { outlast } from "../../cli/program";
import { verbsPage } from "../../docs/verbs";

test("docs/verbs.md is what `npm run docs` writes from the command line, with every verb", () => {
  const page = readFileSync("docs/verbs.md", "utf8");
  expect(page).toBe(verbsPage());
  const titles = [...page.matchAll(/^### (.*)$/gm)].map(([, title]) => title);
  expect(titles.sort()).toEqual(
    outlast([])
      .commands.map((command) => command.name())
      .sort(),
  );
});
