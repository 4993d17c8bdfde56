import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { expectedFromFolder } from "../../../operations/verify/expected";
import { planOf, release } from "../../../release";
import { folderOf } from "../../support/release/folder";
import { releaseWorld, siteConfig } from "../../support/release/world";

const foreign = 'fetch("https://api.example/v1")';

/** What a plan says of scripts. */
async function said(
  files: Readonly<Record<string, string | Uint8Array>>,
  world = releaseWorld(),
): Promise<string[]> {
  const { warnings } = await planOf(folderOf({ "index.html": "", ...files }), world.context);
  return warnings.filter(({ code }) => code === "RELEASE_CSP_SCRIPTS").map(({ value }) => value);
}

describe("what scripts ask for, while a site is released", () => {
  it.each([
    ["of another host", foreign],
    ["by a worker", 'new Worker("https://w.example/w.js")'],
    ["as WebAssembly", "WebAssembly.compile(bytes)"],
    ["by an inserted script", 's = document.createElement("script"); s.src = "https://s.example/s.js"'],
    ["as a blob", "i.src = URL.createObjectURL(b)"],
    ["by an inserted style", 'document.createElement("style")'],
  ])("is counted: %s", async (_, code) => {
    const places: Record<string, string>[] = [{ "a.js": code }, { "b.html": `<script>${code}</script>` }];
    for (const files of places)
      expect(await said(files)).toEqual([
        expect.stringMatching(
          /^the Content-Security-Policy would block \d things? that 1 new or changed script may ask for$/,
        ),
      ]);
  });

  it("is counted of scripts as browsers read them: compressed where they lie, or in UTF-16", async () => {
    const wide = Buffer.from(`\ufeff${foreign}`, "utf16le");
    for (const bytes of [gzipSync(foreign), wide])
      expect(await said({ "a.js": bytes })).toEqual([
        expect.stringContaining("that 1 new or changed script"),
      ]);
  });

  it("is not counted where the policy lets it in, or there is none", async () => {
    expect(await said({ "a.js": 'fetch("/v1"); import("/b.js"); new Worker("/w.js")' })).toEqual([]);
    const site = { headers: { contentSecurityPolicy: false as const } };
    expect(await said({ "a.js": foreign }, releaseWorld({ site }))).toEqual([]);
  });

  it("is read of new and changed scripts alone, and once of what many pages have inline", async () => {
    const world = releaseWorld();
    const page = `<script>${foreign}</script>`;
    const files = { "a.js": foreign, "p.html": page, "q.html": page };
    expect(await said(files, world)).toEqual([expect.stringContaining("that 2 new or changed scripts may")]);
    await release(folderOf({ "index.html": "", ...files }), world.context);
    expect(await said(files, world)).toEqual([]);
    expect(await said({ ...files, "a.js": `${foreign};1` }, world)).toEqual([
      expect.stringContaining("that 1 new or changed script may"),
    ]);
  });

  it("is not looked at beyond a bound, which is said", async () => {
    const big = (bytes: number) => `/*${"x".repeat(bytes)}*/`;
    const files = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`${at}.js`, big(230_000 + at)]));
    expect(await said({ ...files, "big.js": big(300_000), "small.js": foreign })).toEqual([
      "the Content-Security-Policy would block 1 thing that 1 new or changed script may ask for; 3 more, too large, were not looked at",
    ]);
    expect(await said({ "big.js": big(300_000) })).toEqual([
      "1 new or changed script, too large, was not looked at",
    ]);
  });

  it("is a warning of verify as well", async () => {
    const { warnings } = await expectedFromFolder(
      folderOf({ "index.html": "", "a.js": foreign }),
      siteConfig(),
    );
    expect(warnings.map(({ code }) => code)).toEqual(["RELEASE_CSP_SCRIPTS"]);
  });
});
