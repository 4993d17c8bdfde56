import { readdirSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { outlast } from "../../cli/program";
import { commandsOf, wordsOf } from "../support/page-commands";

const pages = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", ".changeset/README.md"],
  ...readdirSync("docs", { recursive: true, encoding: "utf8" }).map((page) => `docs/${page}`),
]
  .filter((page) => page.endsWith(".md"))
  .filter((page) => page !== "docs/errors.md");

/** Why the command line knows no such command, or no such option of it. */
function strangerIn(words: string, program: Command): string | undefined {
  const [verb = "", ...rest] = wordsOf(words);
  const command = program.commands.find((one) => one.name() === verb);
  if (command === undefined)
    return program.options.some(({ long }) => long === verb) ? undefined : `no verb ${verb}`;
  const options = rest.filter((word) => word.startsWith("--")).map((word) => word.replace(/=.*/, ""));
  return options.find((given) => given !== "--help" && !command.options.some(({ long }) => long === given));
}

describe("every command that the docs show exists, with its options", () => {
  const program = outlast([]);
  test.each(pages)("%s", (page) => {
    const wrong = commandsOf(page).flatMap((words) => {
      const stranger = strangerIn(words, program);
      return stranger === undefined ? [] : [`outlast ${words}: ${stranger}`];
    });
    expect(wrong).toEqual([]);
  });
});

test.each(pages)("a block of %s that has commands says that it is one of a shell", (page) => {
  const blocks = [...readFileSync(page, "utf8").matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  const unnamed = blocks.filter(([, language]) => language === "").map(([, , block = ""]) => block);
  expect(unnamed.flatMap((block) => block.match(/^(?:npm|npx|outlast|terraform) .*$/gm) ?? [])).toEqual([]);
});

test("every script of npm that the docs show is one of package.json", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const shown = pages.flatMap((page) => {
    const text = readFileSync(page, "utf8");
    return [...text.matchAll(/\bnpm (?:run )?(?:--silent )?(test(?:[:\w-]*)|start|(?<=run )[\w:-]+)/g)].map(
      ([, name = ""]) => name,
    );
  });
  expect(new Set(shown).size).toBeGreaterThan(10);
  expect([...new Set(shown)].filter((name) => !(name in scripts))).toEqual([]);
});
