import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { healthKeys, healthPaths } from "../../facts/site/health";
import { parseSettings, settingsVariable } from "../../facts/site/sentinel-settings";
import type { Side } from "../../facts/site/switch";
import { SwitchStore } from "../switch-store";
import { askHealth } from "./ask-health";
import { metricLine } from "./metric-line";
import { Sentinel } from "./sentinel";
import { directSight, edgeSight, type HealthAnswer } from "./sights";

/** Milliseconds that a region may take, through the edge and by itself. */
const patience = 4_000;

const variable = (name: string) => process.env[name] ?? "";
const clients = new Map<string, S3Client>();
let sentinel: Sentinel | undefined;

/**
 * What EventBridge Scheduler calls. A failure is the function's own, so that the alarm on its errors hears of a switch
 * that cannot be reached.
 */
export async function handler(): Promise<void> {
  sentinel ??= deployed();
  await sentinel.run();
}

function deployed(): Sentinel {
  const settings = parseSettings(variable(settingsVariable));
  if (settings === undefined) throw new Error(`${settingsVariable} has no settings`);
  const store = new SwitchStore(variable("STORE_ARN"));
  const both = async <T>(ask: (side: Side) => Promise<T>) => {
    const [primary, replica] = await Promise.all([ask("primary"), ask("replica")]);
    return { primary, replica };
  };
  return new Sentinel(settings, {
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    observe: async () => {
      const [direct, edge] = await Promise.all([both(askBucket), both(askEdge)]);
      return { at: Date.now(), direct, edge };
    },
    read: () => store.read(),
    write: (line, seen) => store.write(line, seen),
    tell: (report) => process.stdout.write(`${metricLine(variable("SITE"), report)}\n`),
  });
}

async function askEdge(side: Side) {
  // A local AWS answers for the distribution's name at an address of its own.
  const address = process.env.OUTLAST_EDGE ?? `https://${variable("HOST")}`;
  return edgeSight(await askHealth(address, variable("HOST"), healthPaths[side], patience));
}

async function askBucket(side: Side) {
  return directSight(await bucketAnswer(side));
}

async function bucketAnswer(side: Side): Promise<HealthAnswer> {
  const region = variable(`${side.toUpperCase()}_REGION`);
  const Bucket = variable(`${side.toUpperCase()}_BUCKET`);
  try {
    const abortSignal = AbortSignal.timeout(patience);
    const command = new GetObjectCommand({ Bucket, Key: healthKeys[side] });
    const { Body } = await clientIn(region).send(command, { abortSignal });
    return { status: 200, text: (await Body?.transformToString()) ?? "" };
  } catch (error) {
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    // Credentials that are not there say nothing of the bucket.
    const status = /credential|token/i.test(name ?? "") ? 403 : $metadata?.httpStatusCode;
    return status === undefined ? { error: `does not answer (${name})` } : { status, text: "" };
  }
}

function clientIn(region: string): S3Client {
  const known = clients.get(region);
  if (known !== undefined) return known;
  const client = new S3Client({
    region,
    // The next look is the next attempt.
    maxAttempts: 1,
    forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
  });
  clients.set(region, client);
  return client;
}
