import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { SiteConfig } from "../../../config";
import { shippedScenarios } from "../../../drills";
import { ownProject } from "../../../project/own-project";
import { drillContent } from "../../../rehearsal/drill/content/content";
import type { ScenarioResult } from "../../../rehearsal/drill/result";
import type { ScenarioInput } from "../../../rehearsal/drill/scenario";
import { prepareSite } from "../../../rehearsal/drill/site";
import { loadTerraform } from "../../../rehearsal/terraform";
import { drilled, exampleSite } from "./drilled";

type Origin = Record<string, unknown>;
type Json = { resource: Record<string, Record<string, Record<string, unknown>>> };

/** What the scenario comes to at the example site with one mistake in it. */
async function withMistake(
  scenario: string,
  mistake: { config?: (config: SiteConfig) => SiteConfig; json?: (json: Json) => void; synced?: boolean },
): Promise<ScenarioResult> {
  const site = await exampleSite(
    mistake.config,
    (text) => {
      const json = JSON.parse(text) as Json;
      mistake.json?.(json);
      return JSON.stringify(json);
    },
    mistake.synced,
  );
  try {
    const input = shippedScenarios[scenario];
    if (input === undefined) throw new Error(`There is no scenario ${scenario}.`);
    return await drilled(site, input);
  } finally {
    site.close();
  }
}

function missed({ objectives }: ScenarioResult): Record<string, string | undefined> {
  return Object.fromEntries(
    objectives.flatMap(({ objective, held, cause }) => (held ? [] : [[objective, cause?.code]])),
  );
}

function clearHeaders(policy: Record<string, unknown>): void {
  policy.security_headers_config = undefined;
}

function endHsts(policy: Record<string, unknown>): void {
  const [config] = [policy.security_headers_config].flat() as Record<string, unknown>[];
  Object.assign(config as object, {
    strict_transport_security: { access_control_max_age_sec: 0, override: true },
  });
}

const failover = (change: Partial<SiteConfig["failover"]>) => (config: SiteConfig) => ({
  ...config,
  failover: { ...config.failover, ...change },
});

describe("a mistake in the config or the JSON turns the scenario red, and is named", () => {
  it.each(["primary-refuses", "primary-slow-down"] as const)(
    "503 left out of the codes: %s",
    async (name) => {
      const result = await withMistake(name, { config: failover({ statusCodes: [403, 500, 502, 504] }) });
      expect(result.verdict).toBe("broken");
      expect(missed(result)).toMatchObject({ availability: "code-not-in-criteria" });
      expect(result.cause?.sentence).toContain("503 is not among the codes");
    },
  );

  it("three attempts of 10 seconds: primary-black-holed", async () => {
    const result = await withMistake("primary-black-holed", {
      config: failover({ connectionAttempts: 3, connectionTimeout: 10 }),
    });
    expect(missed(result)).toEqual({ p99: "slow-timeouts", longestWait: "slow-timeouts" });
    expect(result.cause?.setting).toBe(
      "connection_attempts 3 x connection_timeout 10 s of the origin primary",
    );
    expect(result.measures.ttfb.max).toBeGreaterThanOrEqual(30_000);
  });

  it("a read timeout of 30 seconds: primary-hangs", async () => {
    const result = await withMistake("primary-hangs", { config: failover({ readTimeout: 30 }) });
    expect(missed(result)).toMatchObject({ p99: "slow-timeouts" });
    expect(result.cause?.setting).toContain("read timeout 30 s");
  });

  it("a behaviour that misses the group: primary-500", async () => {
    const result = await withMistake("primary-500", {
      json({ resource }) {
        for (const one of Object.values(resource.aws_cloudfront_distribution ?? {})) {
          const behaviors = [one.default_cache_behavior].flat() as Record<string, unknown>[];
          for (const behavior of behaviors)
            Object.assign(behavior, { target_origin_id: "primary", function_association: [] });
        }
      },
    });
    expect(missed(result)).toMatchObject({ availability: "no-origin-group" });
    expect(result.cause?.setting).toBe("target_origin_id of the behaviour *");
  });

  it("the replica's policy forgotten: primary-500", async () => {
    const result = await withMistake("primary-500", {
      json({ resource }) {
        const policies = resource.aws_s3_bucket_policy ?? {};
        for (const id of Object.keys(policies)) if (/replica/i.test(id)) delete policies[id];
      },
    });
    expect(missed(result)).toMatchObject({ availability: "second-origin-denied" });
    expect(result.cause?.setting).toBe("bucket policy of the origin replica");
  });

  it.each<
    [
      string,
      string,
      string,
      (distribution: Record<string, unknown>, primary: Origin, replica: Origin) => unknown,
    ]
  >([
    [
      "the primary's domain pasted into the replica's origin",
      "second-origin-is-the-first",
      "domain_name of the origin replica",
      (_, primary, replica) => Object.assign(replica, { domain_name: primary.domain_name }),
    ],
    [
      "an origin path on one side alone",
      "second-origin-path",
      "origin_path of the origin replica",
      (_, __, replica) => Object.assign(replica, { origin_path: "/v1" }),
    ],
    [
      "the distribution disabled",
      "no-distribution",
      "enabled and aliases of the distribution",
      (distribution) => Object.assign(distribution, { enabled: false }),
    ],
  ])("%s: primary-refuses", async (_, code, setting, change) => {
    const result = await withMistake("primary-refuses", {
      json({ resource }) {
        for (const one of Object.values(resource.aws_cloudfront_distribution ?? {})) {
          const origins = [one.origin].flat() as Origin[];
          const [primary, replica] = ["primary", "replica"].map((id) =>
            origins.find((origin) => origin.origin_id === id),
          );
          change(one, primary as Origin, replica as Origin);
        }
      },
    });
    expect(missed(result)).toMatchObject({ availability: code });
    expect(result.cause?.setting).toBe(setting);
  });

  it("a function that leads all to the first page where it cannot read its store: key-value-store-unreadable", async () => {
    const code = `import cf from "cloudfront";
      async function handler(event) {
        const request = event.request;
        if (request.uri.endsWith("/")) request.uri += "index.html";
        await cf.kvs().exists("any").catch(() => { request.uri = "/index.html"; });
        return request;
      }`;
    const result = await withMistake("key-value-store-unreadable", {
      json({ resource }) {
        for (const one of Object.values(resource.aws_cloudfront_function ?? {}))
          if (one.key_value_store_associations) one.code = code;
      },
    });
    expect(missed(result)).toMatchObject({
      availability: "function-fallback",
      wrongAnswers: "function-fallback",
    });
    expect(Object.keys(result.measures.wrong)).toContain("html-for-asset");
    expect(result.cause?.setting).toMatch(/^viewer-request function of the behaviour /);
  });

  it("404 among the codes, and delete markers that are not replicated: page-taken-down", async () => {
    const result = await withMistake("page-taken-down", {
      config: failover({ statusCodes: [403, 404, 500, 502, 503, 504] }),
      json({ resource }) {
        for (const one of Object.values(resource.aws_s3_bucket_replication_configuration ?? {}))
          for (const rule of [one.rule].flat() as Record<string, unknown>[])
            rule.delete_marker_replication = { status: "Disabled" };
      },
    });
    expect(missed(result)).toMatchObject({ wrongAnswers: "failover-on-404" });
  });

  it("no stale-if-error: both-regions-warm", async () => {
    const result = await withMistake("both-regions-warm", {
      config: (config) => ({
        ...config,
        cache: {
          ...config.cache,
          default: { ...config.cache.default, staleIfError: 0 } as SiteConfig["cache"]["default"],
        },
      }),
    });
    expect(missed(result)).toMatchObject({ availability: "both-origins-failed" });
    expect(result.cause?.setting).toMatch(/stale-if-error/);
  });

  it("a max TTL of a second, under which no copy outlives its answer: both-regions-warm", async () => {
    const result = await withMistake("both-regions-warm", {
      json({ resource }) {
        for (const policy of Object.values(resource.aws_cloudfront_cache_policy ?? {}))
          Object.assign(policy, { max_ttl: 1, default_ttl: 0, min_ttl: 0 });
      },
    });
    expect(missed(result)).toMatchObject({ availability: "both-origins-failed" });
    expect(result.cause?.setting).toContain("max_ttl of the cache policy");
  });

  it("errors that are kept for five minutes: both-regions-cold, of which only the errors are expected", async () => {
    const result = await withMistake("both-regions-cold", {
      config: (config) => ({ ...config, errorPages: { ...config.errorPages, serverErrorTtl: 300 } }),
    });
    expect(result.verdict).toBe("broken");
    expect(missed(result)).toMatchObject({ recovery: "error-cached" });
  });

  it("what CloudFront asks is not signed: primary-refuses, and the page that all get is no page", async () => {
    const result = await withMistake("primary-refuses", {
      json({ resource }) {
        for (const one of Object.values(resource.aws_cloudfront_distribution ?? {}))
          for (const origin of one.origin as Record<string, unknown>[])
            delete origin.origin_access_control_id;
      },
    });
    expect(result.measures.availability).toBe(0);
    expect(result.phases[0]?.measures.availability).toBe(0);
    expect(missed(result)).toMatchObject({ availability: expect.stringMatching(/-origin-denied$/) });
    expect(result.cause?.setting).toMatch(/^origin_access_control_id of the origin/);
  });

  it("the primary's policy forgotten, which the replica hides: replica-refuses", async () => {
    const result = await withMistake("replica-refuses", {
      json({ resource }) {
        const policies = resource.aws_s3_bucket_policy ?? {};
        for (const id of Object.keys(policies)) if (/primary/i.test(id)) delete policies[id];
      },
    });
    expect(missed(result)).toMatchObject({ availability: "first-origin-denied" });
    expect(result.cause?.setting).toBe("bucket policy of the origin primary");
  });

  it("the switch's store taken from the function: evacuation-and-return, which cannot run", async () => {
    const result = await withMistake("evacuation-and-return", {
      json({ resource }) {
        for (const one of Object.values(resource.aws_cloudfront_function ?? {}))
          delete one.key_value_store_associations;
      },
    });
    expect(result).toMatchObject({ verdict: "broken", cause: { code: "part-missing" } });
  });

  it("replication taken out of the JSON: primary-refuses, and the release says what it waits for", async () => {
    const mistake = {
      json: ({ resource }: Json) => void delete resource.aws_s3_bucket_replication_configuration,
    };
    const result = await withMistake("primary-refuses", mistake);
    expect(missed(result)).toMatchObject({ availability: "second-origin-behind" });
    expect(result.cause?.setting).toBe("replication to the origin replica, and the order of the release");
    expect(result.cause?.sentence).toContain("replication had not brought it");
    const { timeline } = await withMistake("failover-during-release", mistake);
    expect(timeline.map(({ outcome }) => outcome)).toContainEqual(
      expect.stringMatching(/^RELEASE_REPLICA_BEHIND: /),
    );
  });

  it("replication of some objects alone: primary-refuses", async () => {
    const result = await withMistake("primary-refuses", {
      json({ resource }) {
        for (const one of Object.values(resource.aws_s3_bucket_replication_configuration ?? {}))
          for (const rule of [one.rule].flat() as Record<string, unknown>[])
            rule.filter = { prefix: "assets/" };
      },
    });
    expect(missed(result)).toMatchObject({ availability: "second-origin-behind" });
  });

  it("delete markers that are not replicated: page-taken-down", async () => {
    const result = await withMistake("page-taken-down", {
      json({ resource }) {
        for (const one of Object.values(resource.aws_s3_bucket_replication_configuration ?? {}))
          for (const rule of [one.rule].flat() as Record<string, unknown>[])
            rule.delete_marker_replication = { status: "Disabled" };
      },
    });
    expect(result.verdict).toBe("broken");
    expect(result.cause?.setting).toBe("delete_marker_replication to the origin replica");
  });

  it.each([
    ["taken away", () => undefined],
    ["with a page that is not there", (one: object) => ({ ...one, response_page_path: "/nope.html" })],
    ["that says 200", (one: object) => ({ ...one, response_code: 200 })],
  ])("the page for 404 %s: not-found-in-outage", async (_, change) => {
    const result = await withMistake("not-found-in-outage", {
      json({ resource }) {
        for (const one of Object.values(resource.aws_cloudfront_distribution ?? {}))
          one.custom_error_response = (one.custom_error_response as { error_code: number }[]).flatMap(
            (response) => (response.error_code === 404 ? (change(response) ?? []) : response),
          );
      },
    });
    expect(missed(result)).toMatchObject({ wrongAnswers: "error-page-missing" });
    expect(result.cause?.setting).toBe("custom_error_response for 404");
  });

  it("the maintenance page of the config taken out of the JSON: both-regions-maintenance, which cannot run", async () => {
    const result = await withMistake("both-regions-maintenance", {
      config: (config) => ({ ...config, errorPages: { ...config.errorPages, maintenance: "/404.html" } }),
      json({ resource }) {
        for (const one of Object.values(resource.aws_cloudfront_distribution ?? {}))
          delete one.custom_error_response;
      },
    });
    expect(result).toMatchObject({ verdict: "broken", cause: { code: "part-missing" } });
  });

  it("an access control that never signs: primary-refuses", async () => {
    const result = await withMistake("primary-refuses", {
      json({ resource }) {
        for (const one of Object.values(resource.aws_cloudfront_origin_access_control ?? {}))
          one.signing_behavior = "never";
      },
    });
    expect(missed(result)).toMatchObject({ availability: "second-origin-denied" });
    expect(result.cause?.setting).toMatch(/^origin_access_control_id of the origin replica, .*signing/);
  });

  it("a TTL of 0 that keeps no copy: both-regions-warm", async () => {
    const none = (name: string) => ({ [`${name}s_config`]: [{ [`${name}_behavior`]: "none" }] });
    const result = await withMistake("both-regions-warm", {
      json({ resource }) {
        for (const policy of Object.values(resource.aws_cloudfront_cache_policy ?? {}))
          Object.assign(policy, {
            ...{ max_ttl: 0, default_ttl: 0, min_ttl: 0 },
            parameters_in_cache_key_and_forwarded_to_origin: {
              ...{ ...none("cookie"), ...none("header"), ...none("query_string") },
            },
          });
      },
    });
    expect(missed(result)).toMatchObject({ availability: "both-origins-failed" });
    expect(result.cause?.setting).toContain("max_ttl of the cache policy");
  });

  it.each([
    ["taken away", (policies: Json["resource"]) => Object.values(policies).forEach(clearHeaders)],
    ["that end HSTS", (policies: Json["resource"]) => Object.values(policies).forEach(endHsts)],
  ])("security headers %s, which the twin lacks too: primary-refuses", async (_, change) => {
    const result = await withMistake("primary-refuses", {
      json: ({ resource }) =>
        change(resource.aws_cloudfront_response_headers_policy as unknown as Json["resource"]),
    });
    expect(missed(result)).toMatchObject({ wrongAnswers: "headers-missing" });
  });

  it("the functions of viewer-request taken away, on which S3 lists the bucket: primary-refuses", async () => {
    const result = await withMistake("primary-refuses", {
      json({ resource }) {
        for (const one of Object.values(resource.aws_cloudfront_distribution ?? {}))
          for (const behavior of [one.default_cache_behavior, one.ordered_cache_behavior ?? []].flat())
            Object.assign(behavior as object, { function_association: [] });
      },
    });
    expect(result.measures.availability).toBe(0);
    expect(missed(result)).toMatchObject({ availability: "function-missing" });
  });

  it("a sync that deletes what old pages load, in the place of a release: replica-behind", async () => {
    const result = await withMistake("replica-behind", { synced: true });
    expect(result.verdict).toBe("broken");
    expect(missed(result)).toMatchObject({ availability: "release-order", wrongAnswers: "release-order" });
    expect(Object.keys(result.measures.wrong)).toEqual(["mixed-releases"]);
  });

  it.each([
    [
      "taken from the record",
      (json: Json) => delete json.resource.aws_route53_record?.primary?.health_check_id,
    ],
    [
      "that is disabled",
      ({ resource }: Json) => {
        for (const check of Object.values(resource.aws_route53_health_check ?? {})) check.disabled = true;
      },
    ],
  ])("a health check %s: route53-failover, whose name goes on leading to the primary", async (_, mistake) => {
    const json = JSON.parse(readFileSync("drills/alternatives/route53-failover.tf.json", "utf8")) as Json;
    mistake(json);
    const loaded = loadTerraform(JSON.stringify(json), { folder: ".", name: "failover.tf.json" });
    const content = await drillContent("site", ownProject().sites[0] as SiteConfig);
    const site = await prepareSite({ name: "failover", loaded, host: "www.example.com" }, content, "test");
    try {
      const result = await drilled(site, shippedScenarios["primary-refuses"] as ScenarioInput);
      expect(missed(result)).toEqual({ availability: "no-health-check" });
      expect(result.cause?.setting).toBe("health_check_id of the primary record www.example.com");
    } finally {
      site.close();
    }
  });
});
