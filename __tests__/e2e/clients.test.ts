import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudFrontClient, CreateDistributionCommand } from "@aws-sdk/client-cloudfront";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../rehearsal/cloud";
import { type Moto, startMoto } from "../../toolchain";
import { clientConfig, smallDistribution } from "../rehearsal/cloud/support/test-cloud";
import { awsCli } from "./support/clients/aws-cli";
import { boto3 } from "./support/clients/boto3";
import { accessKey, changedKey, largeKey, type Seen, type Work } from "./support/clients/client";
import { rclone } from "./support/clients/rclone";
import { s3cmd } from "./support/clients/s3cmd";
import { sdkV2 } from "./support/clients/sdk-v2";
import { sdkV3 } from "./support/clients/sdk-v3";
import { filesIn, readTree, writeTree } from "./support/clients/tree";

const site = {
  [changedKey]: "first",
  ".error/404.html": "not here",
  "a b/one two.txt": "spaces",
  "plus+sign.txt": "plus",
  "grün/Äpfel & Birnen.txt": "umlauts",
  "100%25.txt": "percent",
  "deep/er/app.js": "code",
  "gone.txt": "gone",
  "empty.txt": "",
};
const { "gone.txt": _gone, ...staying } = site;
const later = { ...staying, [changedKey]: "second one" };
const presigned = "grün/Äpfel & Birnen.txt";

const root = mkdtempSync(join(tmpdir(), "outlast-e2e-clients-"));
const log: string[] = [];
let moto: Moto;
let cloud: Cloud;
let distribution: string;

beforeAll(async () => {
  writeTree(join(root, "site"), site);
  writeTree(join(root, "later"), later);
  writeFileSync(join(root, "large.bin"), Buffer.alloc(6 * 1024 * 1024, "large "));
  moto = await startMoto();
  cloud = await startCloud({
    ...{ moto: moto.endpoint, accessKey, invalidationMs: 0, deploymentMs: 0 },
    log: (line) => log.push(line),
  });
  const credentials = { accessKeyId: accessKey, secretAccessKey: "any" };
  const client = new CloudFrontClient({ ...clientConfig(cloud.url), credentials });
  const DistributionConfig = smallDistribution();
  const made = await client.send(new CreateDistributionCommand({ DistributionConfig }));
  distribution = made.Distribution?.Id ?? "";
});

afterAll(async () => {
  await cloud?.close();
  await moto?.stop();
  rmSync(root, { recursive: true, force: true });
});

const clients: Readonly<Record<string, (work: Work) => Promise<Seen>>> = {
  "aws-cli": awsCli,
  boto3,
  "sdk-v3": sdkV3,
  "sdk-v2": sdkV2,
  rclone,
  s3cmd,
};

test.each(Object.keys(clients))("%s keeps a site in the local cloud", async (name) => {
  const back = join(root, name, "back");
  mkdirSync(back, { recursive: true });
  const folders = { site: join(root, "site"), later: join(root, "later"), large: join(root, "large.bin") };
  const seen = await clients[name]?.({
    ...{ endpoint: cloud.url, bucket: `client-${name}`, distribution, presigned, back },
    ...folders,
  });
  const second = filesIn(folders.later);
  const last = second.filter((key) => key !== changedKey);
  expect(seen).toMatchObject({
    ...{ first: filesIn(folders.site), second, last: [...last, largeKey].sort() },
    ...(seen?.versions !== undefined && { versions: 2 }),
    ...(seen?.cloudFront && {
      cloudFront: { distributions: [distribution], invalidation: "Completed" },
    }),
  });
  expect(readTree(back)).toEqual(later);
  expect(await (await fetch(seen?.presigned ?? "")).text()).toBe(later[presigned]);
  expect(log).toEqual([]);
});
