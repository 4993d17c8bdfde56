import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SiteConfig } from "../../config";
import { shippedScenarios } from "../../drills";
import { objectivesOf } from "../../rehearsal/drill/promised";
import type { PreparedSite } from "../../rehearsal/drill/site";
import { drilled, exampleSite } from "../rehearsal/drill/drilled";

const done = /^done$/;
const failedAt = (what: string) => new RegExp(`^RELEASE_STORE_FAILED: ${what} in `);
const behind = /^RELEASE_REPLICA_BEHIND: the replica is behind by \d+ objects after 900 s/;
const switched = /^done: a KeyValueStore is written without the control plane/;

/** What came of what operators did, in its order: a release that fails says in which phase. */
const told: Readonly<Record<string, readonly RegExp[]>> = {
  "bad-release-in-outage": [done, failedAt("get .outlast/current"), done],
  "failover-during-begin": [failedAt("put .outlast/lock"), done],
  "failover-during-assets": [failedAt("put assets/\\S+"), done],
  "failover-during-pages": [failedAt("put docs/index.html"), done],
  "failover-during-entry": [failedAt("put index.html"), done],
  "failover-during-record": [failedAt("put .outlast/releases/\\S+"), done],
  "failover-during-release": [done],
  "me-central-1-2026": [behind, done],
  "replica-behind": [failedAt("put .outlast/lock")],
  "replication-paused": [behind],
  "us-east-1-control-planes-2025": [
    /^RELEASE_INVALIDATION_FAILED: /,
    switched,
    switched,
    /^RELEASE_INVALIDATION_FAILED: /,
    /^done: the state needs S3 of eu-west-1/,
    /^CloudFront's control plane in us-east-1 does not answer/,
    /^ACM in us-east-1 does not answer/,
    done,
  ],
};

describe("a scenario that ships, at the example", () => {
  let site: PreparedSite;
  beforeAll(async () => {
    site = await exampleSite();
  });
  afterAll(() => site.close());

  it.each(Object.entries(shippedScenarios))("comes to what it says: %s", async (name, input) => {
    const config = site.config as SiteConfig;
    const { measures, phases, remark, timeline, verdict } = await drilled(site, input, {
      ...{ seed: "outlast", objectives: objectivesOf(config, input.class) },
      edgeLocations: config.visitors.edgeLocations,
    });
    const isSkipped = name === "both-regions-maintenance";
    expect([verdict, remark]).toEqual(
      isSkipped
        ? ["skipped", expect.stringContaining("errorPages.maintenance")]
        : [input.beyond === undefined ? "held" : "beyond", input.beyond],
    );
    // Visitors met what is broken: nobody asks the other region otherwise.
    if (name.startsWith("primary-") && verdict === "held")
      expect(measures.failovers).toBeGreaterThanOrEqual(20);
    const outcomes = timeline.flatMap(({ kind, outcome }) => (kind === "operator" ? [outcome] : []));
    for (const [at, outcome] of (told[name] ?? []).entries()) expect(outcomes[at]).toMatch(outcome);
    if (name === "me-central-1-2026")
      expect(phases.map((phase) => [phase.name, phase.measures.availability])).toEqual([
        ["steady", 1],
        ["one-zone", 1],
        ["two-zones", 1],
        ["lost", 1],
      ]);
  });
});
