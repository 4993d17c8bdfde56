import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { startRules } from "../../../rehearsal/session/start-error";

const root = resolve(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "docs/errors.md"), "utf8");

/** The entries below a heading, by code. */
function documented(heading: string): Map<string, string> {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  const entries = section.split(/^### /m).slice(1);
  return new Map(
    entries.map((entry) => {
      const [code = "", ...rest] = entry.split("\n");
      return [code, rest.join("\n").trim()];
    }),
  );
}

/** Codes that begin with `prefix` in the sources below these folders. */
function codesIn(prefix: string, folders: readonly string[]): string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(root, folder, file), "utf8")),
  );
  const found = files.flatMap((text) => text.match(new RegExp(`(?<=")${prefix}_[A-Z_]+(?=")`, "g")) ?? []);
  return [...new Set(found)].sort();
}

describe("docs/errors.md", () => {
  it("has every code of start, no other, each with its rule and mend", () => {
    const rules = Object.entries(startRules).map(([code, { rule, mend }]) => [
      code,
      `Error. ${rule}\n\n**Mend:** ${mend}`,
    ]);
    expect([...documented("Start")]).toEqual(rules);
  });

  it.each([
    ["Terraform", "TERRAFORM", ["terraform", "rehearsal/terraform"]],
    ["Regions", "REGIONS", ["rehearsal/regions"]],
    ["Edge", "EDGE", ["rehearsal/edge", "modules/edge-bundle"]],
  ])("has every code of %s, no other, each with a rule and a mend", (heading, prefix, folders) => {
    const entries = documented(heading);
    expect([...entries.keys()].sort()).toEqual(codesIn(prefix, folders));
    for (const text of entries.values()) expect(text).toMatch(/^Error\. .+\n\n\*\*Mend:\*\* .+$/s);
  });
});
