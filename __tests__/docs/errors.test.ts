import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { errorsPage, tables } from "../../docs/errors";

const codes = tables.flatMap((table) => Object.keys(table));

/** The product's own sources. */
function sources(): string {
  const folders = readdirSync(".", { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !/^(\.|node_modules$|cdktf\.out$|__tests__$|docs$)/.test(entry.name),
  );
  return folders
    .flatMap(({ name }) =>
      readdirSync(name, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => readFileSync(join(name, file), "utf8")),
    )
    .join("\n");
}

describe("docs/errors.md", () => {
  it("is what `npm run docs` writes from the tables of codes", () => {
    expect(readFileSync("docs/errors.md", "utf8")).toBe(errorsPage());
  });

  it("has every code once", () => {
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  });

  it("has every table that errors are made from", () => {
    const made = [...sources().matchAll(/\berrorsOf\((\w+)\)/g)].map(([, table = ""]) => table);
    const page = readFileSync("docs/errors.ts", "utf8");
    expect(made.filter((table) => !new RegExp(`tables: \\[.*\\b${table}\\b`).test(page))).toEqual([]);
  });

  it("has no code that nothing reports", () => {
    const text = sources();
    // A code is quoted where it is reported; in its table it is a key.
    expect(codes.filter((code) => !new RegExp(`"${code}"(?!:)`).test(text))).toEqual([]);
  });
});
