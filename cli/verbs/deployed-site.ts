import { execFile } from "node:child_process";
import { hostname, userInfo } from "node:os";
import { promisify } from "node:util";
import type { SiteConfig } from "../../config";
import type { Side } from "../../facts/site/switch";
import { readSiteOutputs, type SiteOutputs } from "../../operations/outputs";
import { chooseSite } from "../../project/sites";
import type { Clock, ReleaseContext, ReleaseOptions, ReleaseResult } from "../../release";
import { createCloudFrontClient, createS3Client } from "../../release/aws/clients";
import { CloudFrontInvalidator } from "../../release/aws/cloudfront-invalidator";
import { S3Store } from "../../release/aws/s3-store";
import { invalidationPlanner } from "../../release/invalidation";
import { progressStyle, type ShownProgress, showProgress } from "../output/progress";
import { Interruption } from "../terminal/interruption";

const run = promisify(execFile);

/** Where a verb finds its site. */
export interface Located {
  readonly site?: string;
  /** A file with Terraform's outputs. */
  readonly outputs?: string;
  readonly json: boolean;
}

/** The options that release and rollback share, as they are typed. */
export interface PublishingOptions extends Located {
  readonly to: Side;
  /** False with `--no-wait`. */
  readonly wait: boolean;
  /** Seconds. */
  readonly replicaTimeout: number;
  readonly waitInvalidation: boolean;
  /** Days. */
  readonly retention: number;
  /** Percent. */
  readonly removeAtMost: number;
  readonly yes: boolean;
  readonly breakLock: boolean;
}

/** A deployed site, and what a release needs to reach it. */
export interface DeployedSite {
  readonly site: SiteConfig;
  readonly outputs: SiteOutputs;
  readonly context: ReleaseContext & { readonly progress: ShownProgress };
  /** Reads, and takes what it shows of its progress off the screen. */
  reading<T>(work: () => Promise<T>): Promise<T>;
  /** Makes the site another one, likewise, so that it can be interrupted. */
  publish(work: () => Promise<ReleaseResult>): Promise<ReleaseResult>;
}

/** The site that the options name, and its buckets and distribution on AWS. */
export async function openSite({ json, outputs: file, site: name }: Located): Promise<DeployedSite> {
  const site = chooseSite(name);
  const outputs = await readSiteOutputs({ site: site.name, ...(file !== undefined && { file }) });
  const progress = showProgress({
    style: progressStyle(process.stderr, json, process.env),
    output: process.stderr,
    now: () => performance.now(),
  });
  const interruption = new Interruption(process, (text) => progress.say(text));
  const reading = <T>(work: () => Promise<T>) => work().finally(() => progress.end());
  const storeOf = ({ name: bucket, region }: SiteOutputs["buckets"]["primary"]) =>
    interruption.guard(new S3Store({ client: createS3Client(region), bucket, region }));
  return {
    site,
    outputs,
    context: {
      site,
      stores: { primary: storeOf(outputs.buckets.primary), replica: storeOf(outputs.buckets.replica) },
      invalidator: invalidatorOf(outputs, interruption.clock),
      planInvalidation: invalidationPlanner(site),
      clock: interruption.clock,
      random: Math.random,
      progress,
    },
    reading,
    publish: (work) => reading(() => interruption.during(work)),
  };
}

export function invalidatorOf({ distribution }: SiteOutputs, clock: Clock): CloudFrontInvalidator {
  return new CloudFrontInvalidator({
    client: createCloudFrontClient(),
    distributionId: distribution.id,
    clock,
  });
}

/** What was typed, in the release's own units. */
export async function releaseOptions(options: PublishingOptions): Promise<ReleaseOptions> {
  const commit = await gitCommit();
  return {
    to: options.to,
    waitForReplica: options.wait,
    replicaTimeout: options.replicaTimeout,
    retention: Math.round(options.retention * 86_400),
    removeAtMost: options.removeAtMost / 100,
    yes: options.yes,
    breakLock: options.breakLock,
    waitForInvalidation: options.waitInvalidation,
    user: `${userName()}@${hostname()}`,
    ...(commit !== undefined && { commit }),
  };
}

/** Containers run as numbers that no user has. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}

/** The commit that is checked out; none outside of a repository. */
async function gitCommit(): Promise<string | undefined> {
  try {
    return (await run("git", ["rev-parse", "HEAD"])).stdout.trim();
  } catch {
    return undefined;
  }
}
