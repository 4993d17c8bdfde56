import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SiteInput } from "../../config";
import { type Cloud, startCloud } from "../../rehearsal/cloud";
import { type Moto, startMoto, terraformEnvironment } from "../../toolchain";
import { startNameServer } from "../support/name-server";
import { checkout } from "./support/checkout";
import { type IamRecord, IamRecorder, recordPath } from "./support/iam-recorder";
import { RawAws } from "./support/raw-aws";
import { lendProvider } from "./support/real-parts";
import { Shell } from "./support/shell";
import { changedSite, configOf, fullSite, leanSite } from "./support/site-variants";

/**
 * What IAM would be asked while the verbs of CI and of an operator run against the local cloud, with every part that a
 * site can have: made, changed, taken away and destroyed. The record is a file, so that the roles are judged by it
 * without any of this. `npm run test:roles` compares it, and is no part of `npm test`, since it takes minutes;
 * `OUTLAST_IAM_RECORD=write npx vitest run --project e2e role-permissions` writes it again.
 */
let moto: Moto;
let cloud: Cloud;
let shell: Shell;
let root: string;
const recorder = new IamRecorder();
const aws = new RawAws(() => cloud.url);
/** What public DNS knows. */
const zones = new Map<string, readonly string[]>();
let nameServer: Awaited<ReturnType<typeof startNameServer>>;

beforeAll(async () => {
  moto = await startMoto();
  cloud = await startCloud({
    moto: moto.endpoint,
    lag: () => 100,
    invalidationMs: 0,
    onIamCall: (call) => recorder.note(call),
    log: () => {},
  });
  root = checkout();
  await aws.makeBucket("acme-state", "eu-west-1");
  lendProvider(join(root, "cdktf.out/stacks/docs"));
  cpSync("terraform-locks/state.lock.hcl", join(root, "terraform-locks/docs.lock.hcl"));
  nameServer = await startNameServer(zones);
  const env = await terraformEnvironment({ endpoint: cloud.url });
  shell = new Shell(root, { ...env, AWS_REGION: "us-east-1", OUTLAST_DNS: nameServer.address });
});

afterAll(async () => {
  await cloud?.close();
  await nameServer?.close();
  await moto?.stop();
});

/** Runs verbs while what they ask IAM is noted under a name. Drift finds what has no visitors and no metrics yet. */
async function during(phase: keyof IamRecord, ...verbs: string[][]): Promise<void> {
  for (const verb of verbs) {
    const { exitCode, said } = await noted(phase, verb);
    if (exitCode !== 0 && phase !== "drift")
      throw new Error(`outlast ${verb.join(" ")} ended with ${exitCode}:\n${said}`);
  }
}

async function noted(phase: keyof IamRecord, verb: readonly string[]) {
  recorder.phase = phase;
  const ended = await shell.outlast(...verb).ended;
  recorder.phase = undefined;
  return ended;
}

function write(site: SiteInput): void {
  writeFileSync(join(root, "site.config.ts"), configOf(site));
}

describe("what IAM is asked while a site", { timeout: 1_800_000 }, () => {
  test("is deployed, planned again and released", async () => {
    write(leanSite);
    // The first deployment makes the zone, and waits for the registrar, whom the name server stands for.
    const { said } = await noted("apply", ["deploy", "--yes"]);
    zones.set("example.org", said.match(/\bns-[\w.-]+\w/g) ?? []);
    await during("apply", ["deploy", "--yes"]);
    await during("plan", ["plan"]);
    await during("release", ["release", "--yes", "--wait-invalidation"]);
  });

  test("grows, and is released, rolled back and looked after", async () => {
    const webAclArn = await aws.makeWebAcl("edge");
    write({ ...fullSite, distribution: { ...fullSite.distribution, webAclArn } });
    await during("plan", ["plan"]);
    await during("apply", ["apply"]);
    await during("plan", ["plan"]);
    writeFileSync(join(root, "site/new.html"), "<!doctype html><title>new</title>");
    // What a rollback has to bring back, by its version.
    appendFileSync(join(root, "site/index.html"), "<!-- changed -->\n");
    await during("release", ["release", "--yes"], ["rollback"], ["invalidate", "/*", "--wait"]);
    await during("drift", ["drift"]);
  });

  test("changes in every part that can be changed", async () => {
    write(changedSite);
    await during("apply", ["deploy", "--yes"]);
  });

  test("is destroyed", async () => {
    await empty();
    await during("destroy", ["destroy", "docs", "--yes", "--delete-content"]);
  });

  test("is what the record says", () => {
    const record = recorder.record();
    if (process.env.OUTLAST_IAM_RECORD === "write")
      writeFileSync(recordPath, `${JSON.stringify(record, undefined, 2)}\n`);
    expect(record).toEqual(JSON.parse(readFileSync(recordPath, "utf8")));
  });
});

async function empty(): Promise<void> {
  for (const bucket of ["docs-primary", "docs-replica", "docs-logs"]) await aws.emptyBucket(bucket);
}
