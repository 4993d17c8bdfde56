import { readdirSync, readFileSync } from "node:fs";
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import { defineDeployment, defineSite, readProject } from "../../config";

const pages = [
  "README.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((page) => page.endsWith(".md") && !page.includes("node_modules"))
    .map((page) => `docs/${page}`),
];

/** What a config has besides the piece of it that a page shows. */
const others = 'name: "docs", regions: { primary: "eu-central-1", replica: "eu-west-1" },';

/** The pieces of site.config.ts that a page shows, each as a whole file. */
function samplesOf(page: string): string[] {
  const blocks = [...readFileSync(page, "utf8").matchAll(/^```ts\n(.*?)^```/gms)].map(
    ([, code = ""]) => code,
  );
  return blocks.flatMap((code) => {
    if (/^[a-zA-Z]+: /.test(code)) return [`export default defineSite({ ${others} ${code} })`];
    return /define(Site|Deployment)\(/.test(code) ? [code.replace("// ...", others)] : [];
  });
}

const shown = pages.flatMap((page) => samplesOf(page).map((code, index) => ({ page, index, code })));

describe("a config that a page shows", () => {
  test.each(shown)("is one that is taken: $page, $index", ({ code }) => {
    const module = { exports: {} };
    const compiled = transformSync(code, { loader: "ts", format: "cjs" }).code;
    new Function("module", "require", "defineSite", "defineDeployment", compiled)(
      ...[module, () => ({ defineDeployment, defineSite }), defineSite, defineDeployment],
    );
    const site = defineSite({ name: "docs", regions: { primary: "eu-central-1", replica: "eu-west-1" } });
    const { warnings } = readProject({ default: site, ...module.exports }, { isThere: () => true });
    expect(warnings).toEqual([]);
  });
});
