import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { healthKeys, healthPaths } from "../../facts/site/health";
import { parseSettings, type SentinelSettings, settingsVariable } from "../../facts/site/sentinel-settings";
import { canaryKeys, type Side } from "../../facts/site/switch";
import { createKeyValueStoreClient, SwitchStore } from "../switch-store";
import { askHealth } from "./ask-health";
import { type CanaryRun, runCanary } from "./canary";
import { metricLine } from "./metric-line";
import { Sentinel } from "./sentinel";
import { directSight, edgeSight, type HealthAnswer, type Observation } from "./sights";

/** Milliseconds that a region may take, through the edge and by itself. */
const patience = 4_000;

const variable = (name: string) => process.env[name] ?? "";
const clients = new Map<string, S3Client>();
let sentinel: Sentinel | undefined;

/**
 * What EventBridge Scheduler calls. A failure is the function's own, so that the alarm on its errors hears of a switch
 * that cannot be reached. Called with `{"canary": true}` it tries itself, and answers what it did.
 */
export async function handler(event?: { readonly canary?: unknown }): Promise<CanaryRun | undefined> {
  if (event?.canary === true) return tryItself();
  sentinel ??= deployed();
  await sentinel.run();
  return undefined;
}

function tryItself(): Promise<CanaryRun> {
  const store = new SwitchStore(variable("STORE_ARN"), createKeyValueStoreClient(), canaryKeys);
  return runCanary(settings(), {
    region: here(),
    observe,
    read: () => store.read(),
    write: (line, seen) => store.write(line, seen),
    forget: () => store.forget(),
  });
}

function deployed(): Sentinel {
  const store = new SwitchStore(variable("STORE_ARN"));
  return new Sentinel(settings(), {
    region: here(),
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    observe,
    read: () => store.read(),
    write: (line, seen) => store.write(line, seen),
    tell: (report) => process.stdout.write(`${metricLine(variable("SITE"), report)}\n`),
  });
}

/** Lambda says so of itself. */
function here(): string {
  return variable("AWS_REGION");
}

function settings(): SentinelSettings {
  const given = parseSettings(variable(settingsVariable));
  if (given === undefined) throw new Error(`${settingsVariable} has no settings`);
  return given;
}

async function observe(): Promise<Observation> {
  const [direct, edge] = await Promise.all([ofBoth(askBucket), ofBoth(askEdge)]);
  return { at: Date.now(), direct, edge };
}

async function ofBoth<T>(ask: (side: Side) => Promise<T>) {
  const [primary, replica] = await Promise.all([ask("primary"), ask("replica")]);
  return { primary, replica };
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
    // As in ask-health.ts: what is kept from look to look has been closed meanwhile.
    requestHandler: { httpAgent: { keepAlive: false }, httpsAgent: { keepAlive: false } },
    forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
  });
  clients.set(region, client);
  return client;
}
