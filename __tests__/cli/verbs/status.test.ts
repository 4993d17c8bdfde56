import { expect, test } from "vitest";
import { showStatus } from "../../../cli/verbs/status";
import { siteConfig } from "../../support/release/world";
import { outputsOf } from "../../support/site-outputs";

const options = { all: true, watch: true, every: 7, json: true };

test("status --watch --all looks at every site again and again, and says a line each time what is next", async () => {
  const lines: string[] = [];
  const waits: number[] = [];
  const enough = new Error("looked three times");
  let looks = 0;
  const watching = showStatus(options, {
    locate: async () =>
      ["docs", "shop"].map((site) => ({
        ...{ site: siteConfig({ name: site }), definition: {}, outputs: { ...outputsOf("E1"), site } },
      })),
    look: async () => {
      looks += 1;
      const ok = looks <= 2;
      return [{ name: "origin-primary", ok, detail: ok ? "answers" : "answers 503" }];
    },
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      if (waits.length === 3) throw enough;
    },
    print: (line) => lines.push(line),
  });
  await expect(watching).rejects.toBe(enough);
  expect(waits).toEqual([7_000, 7_000, 7_000]);
  const [first, second, third] = lines.map((line) => JSON.parse(line));
  expect(first).toMatchObject([
    { site: "docs", ok: true },
    { site: "shop", ok: true },
  ]);
  const evacuate = (site: string) =>
    expect.stringMatching(new RegExp(`^npx outlast evacuate .*--site ${site}$`));
  expect(second).toMatchObject([
    { site: "docs", ok: false, next: { command: evacuate("docs") } },
    { site: "shop", ok: false, next: { command: evacuate("shop") } },
  ]);
  expect(third).toEqual(second);
});
