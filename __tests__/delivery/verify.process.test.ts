import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type VerifyPorts, verify } from "../../delivery/verify";
import { projectOf } from "../support/project-of";
import { outputsOf } from "../support/site-outputs";
import { smallSite } from "../support/sites";
import { stubTerraform } from "../support/stub-terraform";

/** Which sites are asked, and of which of them not every answer is right. */
const asked: string[] = [];
let wrong: readonly string[] = [];

const options = { concurrency: 1, timeout: 1 };
const ports: VerifyPorts = {
  say: () => {},
  note: () => {},
  async ask({ address = "", origin, site: { name: site } }) {
    asked.push(origin);
    const failures = wrong.includes(site) ? ["status: expected 200, found 503"] : [];
    const checks = [{ group: "bytes, type and lifetime" as const, url: origin, failures }];
    return { address, checks, notAsked: [], site, took: 0, url: origin, warnings: [] };
  },
};
let folder: string;
/** What a later step of the job knows of the sites that do not pass: undefined where it was told nothing. */
const failed = () => {
  const lines = readFileSync(join(folder, "output"), { encoding: "utf8", flag: "a+" }).trim().split("\n");
  return lines.at(-1) || undefined;
};

beforeEach(() => {
  folder = projectOf(...["docs", "shop", "blog"].map((name) => ({ ...smallSite, name })));
  const outputs = outputsOf("E1", { site: "SITE", url: "https://SITE.test" });
  writeFileSync(join(folder, "outputs.json"), JSON.stringify({ outlast: { value: outputs } }));
  // Of each stack, in whose folder it runs.
  stubTerraform(folder, `[ "$1" = init ] || sed "s/SITE/\${PWD##*/}/g" '${folder}/outputs.json'`);
  vi.stubEnv("GITHUB_OUTPUT", join(folder, "output"));
  vi.stubEnv("GITHUB_STEP_SUMMARY", undefined);
  vi.stubEnv("SITE_URL", "");
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
