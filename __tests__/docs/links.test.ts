import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

const docs = readdirSync("docs", { recursive: true, encoding: "utf8" })
  .filter((page) => page.endsWith(".md") && !page.includes("node_modules"))
  .map((page) => `docs/${page}`);
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CODE_OF_CONDUCT.md",
  "CHANGELOG.md",
  ".changeset/README.md",
  ...docs,
];

/** A page without what is code in it. */
function prose(page: string): string {
  return readFileSync(page, "utf8")
    .replace(/^```.*?^```/gms, "")
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, " "));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): Set<string> {
  const headings = [
    ...readFileSync(page, "utf8")
      .replace(/^```.*?^```/gms, "")
      .matchAll(/^#+ (.*)$/gm),
  ];
  return new Set(
    headings.map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

const linksOf = (page: string): string[] =>
  [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);

function deadLinks(page: string): string[] {
  return linksOf(page).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const file = path === "" ? page : join(dirname(page), path);
    if (!existsSync(file)) return true;
    return anchor !== undefined && !(statSync(file).isFile() && anchorsOf(file).has(anchor));
  });
}

describe("links between pages", () => {
  test.each(pages)("%s has none that is dead", (page) => {
    expect(deadLinks(page)).toEqual([]);
  });

  test("every page can be reached from the sidebar of the site", () => {
    const sidebar = readFileSync("docs/.vitepress/config.mts", "utf8");
    const linked = [...sidebar.matchAll(/page\(".*?", "\/(.*?)"\)/g)].map(([, link]) => `docs/${link}.md`);
    const own = docs.filter((page) => page !== "docs/index.md" && !page.startsWith("docs/decisions/"));
    expect(own.filter((page) => !linked.includes(page))).toEqual([]);
    expect(linked.filter((page) => !docs.includes(page))).toEqual([]);
    expect(linked).toEqual([...new Set(linked)]);
  });

  test("no page of the site leads to a file that is none of its pages", () => {
    const outside = docs.flatMap((page) =>
      linksOf(page).filter(
        (link) => !/^([a-z]+:|#)/.test(link) && !docs.includes(join(dirname(page), link.replace(/#.*/, ""))),
      ),
    );
    expect(outside).toEqual([]);
  });

  test("the README fits on three screens", () => {
    expect(readFileSync("README.md", "utf8").split("\n").length).toBeLessThanOrEqual(121);
  });
});
