import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GitHubServer, type MergedPull } from "../support/github/github-server";
import { aboutPull as about, fetchReviewed, mergedPull } from "../support/github/merged-pull";

/** An artifact as the plan of a pull request keeps it, with more in it. */
function artifact(more: Parameters<typeof zipSync>[0] = {}, of: object = about): Uint8Array {
  return zipSync({
    "shop/plan.json": strToU8("{}"),
    "shop/terraform.lock.hcl": strToU8(""),
    "about.json": strToU8(JSON.stringify(of)),
    ...more,
  });
}

/** An artifact whose directory says of its first file, of 50,000 bytes, that it has so many. */
function saying(size: number): Uint8Array {
  const zip = artifact({ "shop/plan.json": new Uint8Array(50_000) });
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.length);
  bytes.writeUInt32LE(size, bytes.indexOf("PK\x01\x02", 0, "latin1") + 24);
  return zip;
}

const merged = mergedPull(artifact());
let folder: string;
let server: GitHubServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "outlast-attack-"));
  server = new GitHubServer("acme/docs");
  await server.start();
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const deploy = (...pulls: MergedPull[]) => fetchReviewed(server, folder, pulls);
const refusal = (zip: Uint8Array) => expect(deploy({ ...merged, artifact: { zip } })).rejects;

describe("whose plan counts as reviewed", () => {
  it("is that of the merged pull request, though a newer run planned another one with the same commit", async () => {
    const other = {
      ...merged,
      number: 9,
      commit: "other",
      artifact: { zip: artifact({}, { ...about, pullRequest: 9 }) },
    };
    expect(await deploy(merged, other)).toBe("the plan of #7 from https://github.test/runs/7");
  });

  it("is not one for another base of the same pull request or commit", async () => {
    const other = { ...merged, artifact: { zip: artifact({}, { ...about, base: "release" }) } };
    expect(await deploy(other)).toContain("no reviewed plan: no run for #7 kept a plan of it");
  });

  it("is that of a run's last attempt, in whatever order both are listed", async () => {
    const stale = { zip: artifact(), earlier: artifact({ "shop/plan.json": strToU8("stale") }) };
    await deploy({ ...merged, artifact: stale });
    expect(readFileSync(join(folder, "plan/shop/plan.json"), "utf8")).toBe("{}");
  });

  it("is none where another pull request came along with the merged one, whoever planned that", async () => {
    const along = { ...merged, number: 9, headSha: "f00d", headRef: "along" };
    expect(await deploy(along, merged)).toBe(
      "no reviewed plan: c0ffee is the merge of #9 and #7, and which one was reviewed cannot be told",
    );
  });

  it("is none where the same commit is the head of another branch's run alone", async () => {
    const run = { head_branch: "twin", path: ".github/workflows/plan.yml@refs/heads/twin" };
    expect(await deploy({ ...merged, run })).toContain("no run of plan.yml for the last commit of #7");
  });

  it("is that of the last commit of a rebase or a squash, and none of the commits before", async () => {
    // What GitHub names of a rebase is its last commit: those before it were planned by nobody.
    const rebased = { ...merged, commit: "last-of-three" };
    expect(await deploy(rebased)).toBe("no reviewed plan: c0ffee is not the merge of a pull request");
    expect(existsSync(join(folder, "plan/shop"))).toBe(false);
  });

  it("is none where the commit was merged into another branch", async () => {
    expect(await deploy({ ...merged, base: "release" })).toBe(
      "no reviewed plan: c0ffee is the merge of #7 into release, not into main",
    );
  });

  it.each<[string, Record<string, unknown>]>([
    ["that failed", { conclusion: "failure" }],
    ["that was cancelled", { conclusion: "cancelled" }],
    ["that is not over", { conclusion: null }],
    ["of a push", { event: "push" }],
    ["that somebody started by hand", { event: "workflow_dispatch" }],
    ["of a workflow of the same name in another file", { path: ".github/workflows/mine.yml" }],
    ["of another commit", { head_sha: "dead" }],
    ["of another branch", { head_branch: "mine" }],
    ["of a fork", { head_repository: { full_name: "mallory/docs" } }],
    ["of a repository that is gone", { head_repository: null }],
  ])("is none of a run %s", async (_, run) => {
    expect(await deploy({ ...merged, run })).toContain(
      "no run of plan.yml for the last commit of #7 succeeded",
    );
  });

  it.each([[{}], [{ ...about, head: "dead" }], [{ ...about, pullRequest: "7" }], [null], ["x"]])(
    "is none that does not say whose it is: %j",
    async (of) => {
      const zip = artifact({}, of as object);
      expect(await deploy({ ...merged, artifact: { zip } })).toContain("no run for #7 kept a plan of it");
    },
  );

  it("is none that the repository brings along", async () => {
    mkdirSync(join(folder, "plan/shop"), { recursive: true });
    writeFileSync(join(folder, "plan/shop/plan.json"), "{}");
    await expect(deploy(merged)).rejects.toThrow("PLAN_FOLDER_TAKEN");
  });
});

describe("an artifact", () => {
  it.each([
    ["shop/zz.tf"],
    ["shop/override.tf.json"],
    ["shop/cdk.tf.json"],
    ["shop/terraform.auto.tfvars"],
    ["shop/tfplan"],
    ["shop/.terraform.lock.hcl"],
    [
      "shop/.terraform/providers/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64/terraform-provider-aws",
    ],
    [".terraformrc"],
    [".github/workflows/deploy.yml"],
    ["../../bin/outlast.mjs"],
    ["shop/../../plan.json"],
    ["/etc/plan.json"],
    ["C:\\plan.json"],
    ["shop\\..\\..\\plan.json"],
    ["__proto__/plan.json/x"],
    ["shop/plan.json\0"],
  ])("with %j brings nothing at all", async (name) => {
    await refusal(artifact({ [name]: strToU8("evil") })).toThrow("PLAN_ARTIFACT_UNSAFE");
    expect(readdirSync(folder, { recursive: true })).toEqual(["plan"]);
  });

  it("with one name twice is refused, since other programs show the other one", async () => {
    const zip = Buffer.from(artifact({ "shop/plan.jsoX": strToU8("other") }));
    for (let at = zip.indexOf("plan.jsoX"); at !== -1; at = zip.indexOf("plan.jsoX"))
      zip.write("plan.json", at);
    await refusal(zip).toThrow("holds shop/plan.json twice");
  });

  it("makes no link of what says that it is one", async () => {
    const link = { "shop/plan.json": [strToU8("/etc/passwd"), { os: 3, attrs: 0o120777 << 16 }] as const };
    await deploy({ ...merged, artifact: { zip: artifact(link as never) } });
    expect(existsSync(join(folder, "plan/shop/plan.json"))).toBe(true);
    const [entry] = readdirSync(join(folder, "plan/shop"), { withFileTypes: true });
    expect(entry?.isFile()).toBe(true);
  });

  it("that would fill the machine is refused before it is unpacked", async () => {
    await refusal(saying(300 * 2 ** 20)).toThrow("would have 314572");
  });

  it("that says too little of its size is cut there", async () => {
    await deploy({ ...merged, artifact: { zip: saying(10) } });
    expect(statSync(join(folder, "plan/shop/plan.json")).size).toBe(10);
  });

  it("that GitHub says is large is not brought", async () => {
    await expect(deploy({ ...merged, artifact: { zip: artifact(), size: 17 * 2 ** 20 } })).rejects.toThrow(
      "PLAN_ARTIFACT_UNSAFE",
    );
    expect(server.requests.at(-1)).toContain("/artifacts?");
  });

  it("that is none is refused", async () => {
    for (const bytes of [new Uint8Array(), strToU8("PK"), new Uint8Array(70_000), artifact().slice(0, 100)]) {
      server.pulls.length = 0;
      await refusal(bytes).toThrow("PLAN_ARTIFACT_UNSAFE");
    }
  });

  it("with more files than there can be is refused", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 1_001 }, (_, i) => [`s${i}/plan.json`, new Uint8Array()]),
    );
    await refusal(artifact(many)).toThrow("more than 1000 files");
  });
});
