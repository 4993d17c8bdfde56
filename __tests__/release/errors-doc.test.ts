import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { releaseRules } from "../../release";

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const section = page.split(/^## /m).find((text) => text.startsWith("Releases\n")) ?? "";

describe("docs/errors.md", () => {
  it("has every code of a release, no other, each with its severity, rule and mend", () => {
    const documented = section
      .split(/^### /m)
      .slice(1)
      .map((entry) => entry.trim());
    const rules = Object.entries(releaseRules).map(
      ([code, { mend, rule, severity }]) =>
        `${code}\n\n${severity === "error" ? "Error" : "Warning"}. ${rule}\n\n**Mend:** ${mend}`,
    );
    expect(documented).toEqual(rules);
  });
});
