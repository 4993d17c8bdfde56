import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { siteSchema } from "../../config/schema";
import { configPage } from "../../docs/config-page";

const page = readFileSync("docs/config.md", "utf8");

describe("docs/config.md", () => {
  it("has every key of the schema, its default, and no other: what `npm run docs` writes", () => {
    expect(configPage(page)).toBe(page);
    expect(page).toMatch(/^\| `cache\.paths\[\]\.ttl` \| duration \| required \|/m);
    expect(page).toMatch(/^\| `failover\.readTimeout` \| duration, .*? \| `"5s"` \|/m);
  });

  it("is not written where a key has no row, or a row no key", () => {
    const [row = ""] = /^\| `tags` .*\n/m.exec(page) ?? [];
    expect(() => configPage(page.replace(row, ""))).toThrow("no row of tags");
    expect(() => configPage(page.replace(row, `${row}${row}`))).toThrow("tags");
    expect(() => configPage(page.replace("`tags`", "`labels`"))).toThrow("labels");
  });

  it("has an example of every key at the top, which config-samples.test.ts holds to be taken", () => {
    const samples = [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""]) => code).join("\n");
    const without = Object.keys(siteSchema.shape).filter((key) => !new RegExp(`\\b${key}: `).test(samples));
    expect(without).toEqual([]);
  });
});
