import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const reports = readdirSync("library").filter((file) => file.endsWith(".api.md"));

describe("what the package exports", () => {
  it.each(reports)("says of every name what it is: %s", (file) => {
    const report = readFileSync(`library/${file}`, "utf8");
    expect([...report.matchAll(/^\/\/ @public \(undocumented\)\n(.*)$/gm)].map(([, name]) => name)).toEqual(
      [],
    );
  });
});
