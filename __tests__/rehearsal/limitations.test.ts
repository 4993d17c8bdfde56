import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultReadings } from "../../rehearsal/edge";

const root = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** The page's bullets, line breaks taken out. */
const bullets = read("docs/limitations.md")
  .split(/^- (?=\*\*)/m)
  .slice(1)
  .map((text) => (text.split(/\n\n|\n#/)[0] as string).replace(/\s*\n\s*/g, " "));
const ids = bullets.map((bullet) => /^\*\*([a-z0-9-]+)\*\*/.exec(bullet)?.[1] ?? bullet);

/** Each file that a bullet says it is pinned by, with the test names in quotes behind it. */
function pins(bullet: string): { path: string; tests: string[] }[] {
  const [, text = ""] = bullet.split(" Pinned by ");
  return text.split(" and `").map((part) => ({
    path: /^`?([^`]+)`/.exec(part)?.[1] ?? "",
    tests: [...part.matchAll(/ "([^"]+)"/g)].map(([, name]) => name as string),
  }));
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `${folder}/${path}`);
}

describe("docs/limitations.md", () => {
  it("has an id of its own for each bullet", () => {
    expect(ids.filter((id, at) => !/^[a-z0-9-]+$/.test(id) || ids.indexOf(id) !== at)).toEqual([]);
    expect(ids.length).toBeGreaterThan(40);
  });

  it("lists every reading of the edge with its default, and no other", () => {
    const shown = bullets.flatMap((bullet) => {
      const match = /^\*\*(reading-[a-z0-9-]+)\*\* `(\w+)`, default `([^`]+)`:/.exec(bullet);
      return match ? [`${match[1]} ${match[2]} ${match[3]}`] : [];
    });
    const kebab = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
    expect(shown.sort()).toEqual(
      Object.entries(defaultReadings)
        .map(
          ([name, value]) => `reading-${kebab(name)} ${name} ${JSON.stringify(value).replaceAll(",", ", ")}`,
        )
        .sort(),
    );
    expect(ids.filter((id) => id.startsWith("reading-")).length).toBe(shown.length);
  });

  it.each(bullets.map((bullet, at) => [ids[at] as string, bullet]))(
    "%s is pinned by tests that exist",
    (_id, bullet) => {
      const found = pins(bullet);
      expect(found.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
      for (const { path, tests } of found)
        expect(tests.filter((name) => !read(path).includes(name))).toEqual([]);
      const named = found.filter(({ path }) => path.startsWith("__tests__/")).flatMap(({ tests }) => tests);
      expect(named).not.toEqual([]);
    },
  );

  it("has every limitation that the code names", () => {
    const named = ["rehearsal", "cli"].flatMap(sources).flatMap((path) => {
      const text = read(path);
      const typed = [...text.matchAll(/limitation: (?:"[a-z-]+"(?: \| )?)+/g)].flatMap(([whole]) =>
        [...whole.matchAll(/"([a-z-]+)"/g)].map(([, id]) => id as string),
      );
      const told = [...text.matchAll(/\(docs\/limitations\.md, ([a-z0-9-]+)\)/g)].map(
        ([, id]) => id as string,
      );
      return [...typed, ...told];
    });
    expect(new Set(named)).toEqual(
      new Set([
        ...["edge-waf", "edge-origin-shield", "edge-origin-signatures", "edge-viewer-facts"],
        ...["functions-trust", "local-country"],
      ]),
    );
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  });
});
