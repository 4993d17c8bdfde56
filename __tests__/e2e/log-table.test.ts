import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { readProject, type SiteInput } from "../../config";
import { deployStacks } from "../../delivery/deploy";
import { synthesizedStacks } from "../../project/stacks";
import { type Cloud, startCloud } from "../../rehearsal/cloud";
import type { IamCall } from "../../rehearsal/cloud/iam";
import { type Moto, startMoto, Terraform } from "../../toolchain";
import { readTraffic } from "../../traffic/read";
import { Duck } from "../support/duckdb";
import type { ProviderHost } from "../support/provider-host/provider-host";
import { Roles } from "../support/roles";
import { hostProvidersAt, lendProvider, projectFolder } from "./support/real-parts";
import { deploymentOfRecord } from "./support/site-variants";

/** The table of logs that real Terraform makes, asked by the verb as it is called: Athena's client, and DuckDB behind it. */
const outdir = projectFolder();
const before = { ...process.env };
const asked: IamCall[] = [];
let moto: Moto;
let cloud: Cloud;
let providers: ProviderHost;
let duck: Duck;

beforeAll(async () => {
  moto = await startMoto();
  const onIamCall = (call: IamCall) => asked.push(call);
  cloud = await startCloud({ moto: moto.endpoint, deploymentMs: 0, log: console.error, onIamCall });
  duck = await Duck.open();
  cloud.answerQueries((sql, tables) => duck.overTables(sql, tables));
  lendProvider(join(outdir, "stacks/shop"));
  providers = await hostProvidersAt({ endpoint: cloud.url }, join(outdir, "stacks/shop"));
  Object.assign(process.env, providers.env, { CDKTF_OUTDIR: outdir, AWS_ENDPOINT_URL: cloud.url });
});

afterAll(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  duck?.close();
  await providers?.close();
  await cloud?.close();
  await moto?.stop();
});

const fields =
  "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query x-edge-result-type";
const lines = Array.from({ length: 400 }, (_, at) => [
  ...["2026-11-29", `${at % 2 === 0 ? "09" : "10"}:00:00`, at % 3 === 0 ? "FRA56-P1" : "NRT12", String(at)],
  ...[`203.0.113.${at % 90}`, at % 50 === 0 ? "HEAD" : "GET", "d111.cloudfront.net", `/page-${at % 7}/`],
  ...[at % 11 === 0 ? "304" : "200", "https://secret.example/", at % 9 === 0 ? "SomeBot" : "Mozilla/5.0"],
  ...["token=hunter2", at % 4 === 0 ? "Miss" : "Hit"],
]);

const files = {
  parquet: () =>
    Buffer.from(
      parquetWriteBuffer({
        columnData: fields.split(" ").map((name, column) => ({
          name: name.toLowerCase().replace(/\W+/g, "_").replace(/_$/, ""),
          data: lines.map((line) => line[column] ?? "-"),
          type: "STRING" as const,
        })),
      }),
    ),
  json: () => {
    const names = fields.split(" ");
    const objects = lines.map((line) => Object.fromEntries(names.map((name, at) => [name, line[at]])));
    return gzipSync(objects.map((one) => `${JSON.stringify(one)}\n`).join(""));
  },
};
const endings = { parquet: "parquet", json: "gz" };

it.each(["parquet", "json"] as const)(
  "%s logs give by Athena what their files give, and nothing of anybody",
  async (format) => {
    const site: SiteInput = {
      name: "shop",
      regions: { primary: "eu-central-1", replica: "eu-west-1" },
      distribution: { accessLogs: { format, athena: true } },
    };
    const project = readProject({ default: site });
    // What the verb has asked of the other format is nobody's who applies.
    asked.length = 0;
    const ports = { say: () => {}, note: () => {}, confirm: async () => {} };
    await deployStacks(synthesizedStacks(project), { lockTimeout: 0 }, ports);
    const folder = join(outdir, "stacks/shop");
    const terraform = new Terraform({ binary: inject("realParts").binary, folder, env: providers.env });
    expect((await terraform.plan()).changes).toBe(false);

    const roles = Roles.of([site], deploymentOfRecord);
    const ofTables = asked.splice(0).filter(({ action }) => /^(?:athena|glue):/.test(action));
    expect(ofTables.length).toBeGreaterThan(5);
    expect(
      ofTables.flatMap(({ action, context, resources }) =>
        resources.flatMap((resource) =>
          roles.may("apply", { action, context, resource }) ? [] : [`${action} ${resource}`],
        ),
      ),
    ).toEqual([]);

    const local = mkdtempSync(join(tmpdir(), "outlast-logs-"));
    const s3 = new S3Client({ region: "eu-central-1", endpoint: cloud.url, forcePathStyle: true });
    const put = (Key: string, Body: Buffer) =>
      s3.send(new PutObjectCommand({ Bucket: "shop-logs", Key, Body }));
    const key = `cloudfront/year=2026/month=11/day=29/hour=10/E1.2026-11-29-10.abc.${endings[format]}`;
    mkdirSync(dirname(join(local, key)), { recursive: true });
    writeFileSync(join(local, key), files[format]());
    await put(key, files[format]());
    // No partition has it.
    await put(`cloudfront/elsewhere/x.${endings[format]}`, files[format]());

    const words = ["traffic", "--athena", "shop_logs.access_logs", "--workgroup", "shop-logs", "--json"];
    const env = { ...process.env, AWS_REGION: "eu-central-1" };
    const { stdout } = await promisify(execFile)(process.execPath, ["bin/outlast.mjs", ...words], { env });
    expect(JSON.parse(stdout)).toEqual((await readTraffic(local)).profile);

    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: "shop-logs", Prefix: "athena-answers/" }),
    );
    expect(Contents.length).toBeGreaterThanOrEqual(2);
    for (const { Key } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: "shop-logs", Key }));
      const answer = (await Body?.transformToString()) ?? "";
      for (const private_ of ["203.0.113", "secret.example", "hunter2"])
        expect(answer).not.toContain(private_);
    }
    // The next format's are no answers to the same table.
    await s3.send(new PutObjectCommand({ Bucket: "shop-logs", Key: key, Body: Buffer.alloc(0) }));
  },
);
