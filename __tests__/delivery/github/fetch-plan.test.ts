import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { GitHubServer, type MergedPull } from "../../support/github/github-server";
import { aboutPull, fetchReviewed, mergedPull } from "../../support/github/merged-pull";

const zip = zipSync({
  "shop/plan.json": strToU8("the plan"),
  "shop/terraform.lock.hcl": strToU8("the provider"),
  "review.md": strToU8("the review"),
  "about.json": strToU8(JSON.stringify(aboutPull)),
});
const pull = mergedPull(zip);
let folder: string;
let server: GitHubServer;
let said: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "outlast-fetch-"));
  server = new GitHubServer("acme/docs");
  await server.start();
  said = [];
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function fetchFor(...pulls: MergedPull[]): Promise<void> {
  said.push(await fetchReviewed(server, folder, pulls));
}

describe("the plan that was reviewed", () => {
  test("is the artifact of the run for the head of the pull request that was merged", async () => {
    await fetchFor(pull);
    expect(said).toEqual(["the plan of #7 from https://github.test/runs/7"]);
    expect(readFileSync(join(folder, "plan/shop/plan.json"), "utf8")).toBe("the plan");
    expect(readFileSync(join(folder, "plan/review.md"), "utf8")).toBe("the review");
    expect(readdirSync(join(folder, "plan")).sort()).toEqual(["brought.json", "review.md", "shop"]);
  });

  test.each<[string, MergedPull[], string]>([
    ["a commit that is no merge", [], "c0ffee is not the merge of a pull request"],
    ["a pull request from a fork", [{ ...pull, headRepository: "mallory/docs" }], "#7 comes from a fork"],
    ["a pull request that was not planned", [{ ...pull, artifact: undefined }], "no run of plan.yml"],
    ["a plan that has expired", [{ ...pull, artifact: { zip, expired: true } }], "or it has expired"],
  ])("is none for %s, which is said", async (_, pulls, why) => {
    await fetchFor(...pulls);
    expect(said).toEqual([expect.stringContaining(`no reviewed plan: `)]);
    expect(said[0]).toContain(why);
    expect(existsSync(join(folder, "plan/shop"))).toBe(false);
  });
});
