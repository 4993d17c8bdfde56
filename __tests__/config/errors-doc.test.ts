import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkRules } from "../../config/checks";
import { shapeRules } from "../../config/shape";

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const section = page.split(/^## /m).find((text) => text.startsWith("Config\n")) ?? "";
const documented = Object.fromEntries(
  section
    .split(/^### /m)
    .slice(1)
    .map((entry) => [entry.split("\n")[0], entry.split("\n").slice(2).join("\n").trim()]),
);

describe("docs/errors.md", () => {
  it("has every code of the config, no other, each with its severity, rule and mend", () => {
    const rules = Object.entries({ ...shapeRules, ...checkRules }).map(([code, { mend, rule, severity }]) => [
      code,
      `${severity === "error" ? "Error" : "Warning"}. ${rule}\n\n**Mend:** ${mend}`,
    ]);
    expect(documented).toEqual(Object.fromEntries(rules));
  });
});
