import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { verify } from "../../delivery/verify";
import { outputsOf } from "../support/site-outputs";
import { siteWith } from "../support/sites";

const sites = vi.hoisted(() => vi.fn());
vi.mock("../../project/own-project", () => ({ ownProject: () => ({ sites: sites() }) }));
vi.mock("../../project/stacks", () => ({ synthesizedStacks: () => [] }));
vi.mock("../../delivery/stack-runs", () => ({
  initialized: async function* () {
    for (const site of sites()) yield { site };
  },
}));
vi.mock("../../operations/outputs", async (original) => ({
  ...(await original<object>()),
  readSiteOutputs: async ({ site }: { site: string }) => outputsOf("E1", { url: `https://${site}.test` }),
}));
/** Which sites are asked, and of which of them not every answer is right. */
const asked: string[] = [];
let wrong: readonly string[] = [];
vi.mock("../../operations/verify/verify-released", () => ({
  verifyReleased: async ({ origin, site }: { origin: string; site: { name: string } }) => {
    asked.push(origin);
    const failures = wrong.includes(site.name) ? ["status: expected 200, found 503"] : [];
    return { origin, checks: [{ group: "bytes, type and lifetime", failures }], warnings: [] };
  },
}));
vi.mock("../../operations/verify/report", async (original) => ({
  ...(await original<object>()),
  renderVerification: () => "",
}));

const options = { concurrency: 1, timeout: 1 };
const ports = { say: () => {}, note: () => {} };
let folder: string;
/** What a later step of the job knows of the sites that do not pass: undefined where it was told nothing. */
const failed = () => {
  const lines = readFileSync(join(folder, "output"), { encoding: "utf8", flag: "a+" }).trim().split("\n");
  return lines.at(-1) || undefined;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-verify-"));
  vi.stubEnv("GITHUB_OUTPUT", join(folder, "output"));
  vi.stubEnv("GITHUB_STEP_SUMMARY", undefined);
  vi.stubEnv("SITE_URL", "");
  sites.mockReturnValue(["docs", "shop", "blog"].map((name) => siteWith({ name })));
  asked.length = 0;
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe("verification in a job, of several sites", () => {
  test("asks each, whatever becomes of the others, and names those to return", async () => {
    wrong = ["docs", "blog"];
    await verify(undefined, options, ports);
    expect(asked).toEqual(["https://docs.test", "https://shop.test", "https://blog.test"]);
    expect(failed()).toBe("failed=docs,blog");
    wrong = [];
    await verify(undefined, options, ports);
    expect(failed()).toBe("failed=");
  });

  test.each(["https://d1.example.com", "no address"])(
    "with the address of one, %s, is refused, and no release is returned for that",
    async (address) => {
      vi.stubEnv("SITE_URL", address);
      const error = { code: "VERIFY_URL", value: expect.stringContaining("several: docs, shop, blog") };
      await expect(verify(undefined, options, ports)).rejects.toMatchObject(error);
      expect([asked, failed()]).toEqual([[], undefined]);
      await verify("https://d1.example.com", { ...options, site: "shop" }, ports);
      expect(asked).toEqual(["https://d1.example.com"]);
    },
  );
});
