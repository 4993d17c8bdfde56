import { HeaderMap } from "../../../facts/http/header-map";
import { VirtualClock } from "../../../rehearsal/edge/clock";
import type { Origin } from "../../../rehearsal/edge/model";
import type { OriginOutcome, OriginResponse } from "../../../rehearsal/edge/ports";
import {
  type BucketOptions,
  Regions,
  type RegionsOptions,
  type ReplicationRule,
} from "../../../rehearsal/regions";

export const distributionArn = "arn:aws:cloudfront::123456789012:distribution/E1";
export const limits = { connectTimeout: 2000, readTimeout: 5000 };

export function seeded(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function oacPolicy(bucket: string, actions = ["s3:GetObject", "s3:ListBucket"]): object {
  return {
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: actions,
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      Condition: { StringEquals: { "AWS:SourceArn": distributionArn } },
    },
  };
}

export function rule(destination: string, changes: Partial<ReplicationRule> = {}): ReplicationRule {
  return {
    id: `to-${destination}`,
    status: "Enabled",
    version: "V2",
    priority: 1,
    prefix: "",
    tags: {},
    deleteMarkerReplication: true,
    replicaModifications: false,
    sseKmsEncryptedObjects: false,
    destination,
    ...changes,
  };
}

export function twoRegions(options: Partial<RegionsOptions> = {}, primary: Partial<BucketOptions> = {}) {
  const clock = new VirtualClock();
  const regions = new Regions({ clock, random: seeded(), ...options });
  const versioning = "Enabled";
  regions.addBucket({
    name: "site-a",
    alias: "primary",
    region: "eu-west-1",
    versioning,
    policy: oacPolicy("site-a"),
    replication: [rule("site-b")],
    ...primary,
  });
  regions.addBucket({
    name: "site-b",
    alias: "replica",
    region: "eu-central-1",
    versioning,
    policy: oacPolicy("site-b"),
  });
  return { clock, regions };
}

export function originOf(domainName: string, kind?: Origin["kind"]): Origin {
  return {
    id: "o",
    domainName,
    originPath: "",
    customHeaders: [],
    connectionAttempts: 1,
    connectionTimeout: 2,
    readTimeout: 5,
    kind: kind ?? { type: "s3", access: { type: "oac", signingBehavior: "always" } },
  };
}

export const primaryOrigin = originOf("site-a.s3.eu-west-1.amazonaws.com");
export const replicaOrigin = originOf("site-b.s3.eu-central-1.amazonaws.com");

export function ask(
  regions: Regions,
  origin: Origin,
  path: string,
  {
    method = "GET",
    scheme = defaultScheme(origin),
    query = "",
    headers = {},
  }: { method?: string; scheme?: "http" | "https"; query?: string; headers?: Record<string, string> } = {},
): Promise<OriginOutcome> {
  return regions.origin.fetch(
    origin,
    { method, scheme, path, query, headers: new HeaderMap(headers), sourceArn: distributionArn },
    limits,
  );
}

export async function answer(...parameters: Parameters<typeof ask>): Promise<OriginResponse> {
  const outcome = await ask(...parameters);
  if (outcome.kind !== "response") throw new Error(`no answer: ${outcome.kind}`);
  return outcome;
}

export const text = (body: Uint8Array) => new TextDecoder().decode(body);
export const bytes = (body: string) => new TextEncoder().encode(body);

function defaultScheme({ kind }: Origin): "http" | "https" {
  return kind.type === "custom" && kind.protocolPolicy === "http-only" ? "http" : "https";
}
