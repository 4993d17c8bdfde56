import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CloudFrontClient, CreateDistributionCommand } from "@aws-sdk/client-cloudfront";
import { type Cloud, startCloud } from "../../../rehearsal/cloud";
import { type Moto, startMoto } from "../../../toolchain";
import { type ProcessResult, runProcess } from "../../../toolchain/run-process";
import { clientConfig, smallDistribution } from "../../rehearsal/cloud/support/test-cloud";
import { outputsOf } from "../../support/site-outputs";
import { checkout } from "./checkout";
import { RawAws } from "./raw-aws";
import { type Running, Shell } from "./shell";

const regions = { primary: "eu-central-1", replica: "eu-west-1" } as const;
const buckets = { primary: "docs-primary", replica: "docs-replica" } as const;

const siteConfig = `import { defineSite } from "outlast";

const regions = ${JSON.stringify(regions)};
export default [
  defineSite({ name: "docs", regions, cache: { default: { mode: "edge", ttl: "10m" } } }),
  defineSite({ name: "shop", regions }),
];
`;

const replication = `<ReplicationConfiguration><Role>arn:aws:iam::123456789012:role/replication</Role><Rule><ID>all</ID><Priority>1</Priority><Status>Enabled</Status><DeleteMarkerReplication><Status>Enabled</Status></DeleteMarkerReplication><Filter><Prefix></Prefix></Filter><Destination><Bucket>arn:aws:s3:::${buckets.replica}</Bucket></Destination></Rule></ReplicationConfiguration>`;
const versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";

/**
 * A project with two sites, of which "docs" is as Terraform would have left it in the local cloud: two buckets with
 * replication, and a distribution. Its shell is a person's, without a terminal.
 */
export class TestDeployment {
  readonly root = checkout();
  readonly scratch = mkdtempSync(join(tmpdir(), "outlast-verbs-"));
  readonly outputs = join(this.scratch, "outputs.json");
  readonly aws = new RawAws(() => this.cloud.url);
  readonly env: NodeJS.ProcessEnv;
  #folders = 0;

  private constructor(
    readonly moto: Moto,
    readonly cloud: Cloud,
  ) {
    this.env = {
      PATH: process.env.PATH,
      HOME: this.scratch,
      AWS_ENDPOINT_URL: cloud.url,
      AWS_ACCESS_KEY_ID: "rehearsal",
      AWS_SECRET_ACCESS_KEY: "rehearsal",
    };
    writeFileSync(join(this.root, "site.config.ts"), siteConfig);
  }

  static async deploy(): Promise<TestDeployment> {
    const moto = await startMoto();
    const cloud = await startCloud({
      moto: moto.endpoint,
      log: console.error,
      lag: () => 100,
      invalidationMs: 0,
    });
    const site = new TestDeployment(moto, cloud);
    for (const side of ["primary", "replica"] as const) {
      await site.aws.makeBucket(buckets[side], regions[side]);
      await site.aws.s3(`/${buckets[side]}?versioning=`, { method: "PUT", body: versioning });
    }
    await site.aws.s3(`/${buckets.primary}?replication=`, { method: "PUT", body: replication });
    const { Distribution } = await new CloudFrontClient(clientConfig(cloud.url)).send(
      new CreateDistributionCommand({ DistributionConfig: smallDistribution() }),
    );
    writeFileSync(site.outputs, JSON.stringify({ outlast: { value: outputsOf(Distribution?.Id ?? "") } }));
    return site;
  }

  /** A built site in a folder of its own. */
  folder(files: Readonly<Record<string, string>>): string {
    const folder = join(this.scratch, `site-${++this.#folders}`);
    mkdirSync(folder);
    for (const [key, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      writeFileSync(join(folder, key), content);
    }
    return folder;
  }

  /** Runs a verb of the site to its end, where Terraform's outputs are in a file. */
  outlast(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ProcessResult> {
    return this.bare([...args, ...this.located], env);
  }

  /** Runs a verb with these arguments alone. */
  bare(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ProcessResult> {
    return runProcess(process.execPath, this.#command(args), {
      cwd: this.root,
      env: { ...this.env, ...env },
    });
  }

  /** Starts a verb of the site. */
  start(args: readonly string[]): Running {
    return new Shell(this.root, this.env).outlast(...args, ...this.located);
  }

  /** Runs a verb of the site on a terminal of that many columns; what appears on it is standard output. */
  onTerminal(columns: number, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ProcessResult> {
    const program = "import os,pty,sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
    const sized = ["sh", "-c", `stty cols ${columns}; exec "$@"`, "sh"];
    const command = [process.execPath, ...this.#command([...args, ...this.located])];
    return runProcess("python3", ["-c", program, ...sized, ...command], {
      cwd: this.root,
      env: { ...this.env, TERM: "xterm", ...env },
    });
  }

  /** Keys of a bucket, as S3 lists them. */
  async keys(side: keyof typeof buckets): Promise<string[]> {
    const xml = await (await this.aws.s3(`/${buckets[side]}?list-type=2`)).text();
    return [...xml.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = ""]) => key);
  }

  /** Every version that the primary has: whatever is written shows in it. */
  async versions(): Promise<string[]> {
    const xml = await (await this.aws.s3(`/${buckets.primary}?versions=`)).text();
    return [...xml.matchAll(/<VersionId>([^<]+)<\/VersionId>/g)].map(([, id = ""]) => id);
  }

  /** The bytes of an object, as text. */
  async read(side: keyof typeof buckets, key: string): Promise<string> {
    return (await this.aws.s3(`/${buckets[side]}/${key}`)).text();
  }

  /** Takes the replica's region down; what is returned brings it back. */
  breakReplica(): () => void {
    const { id } = this.cloud.faults.set({
      target: regions.replica,
      effect: { kind: "status", status: 503 },
    });
    return () => void this.cloud.faults.clear(id);
  }

  async destroy(): Promise<void> {
    await this.cloud.close();
    await this.moto.stop();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  get located(): readonly string[] {
    return ["--site", "docs", "--outputs", this.outputs];
  }

  #command(args: readonly string[]): string[] {
    return [join(this.root, "bin/outlast.mjs"), ...args];
  }
}
