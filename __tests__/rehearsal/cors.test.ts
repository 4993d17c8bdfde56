// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { afterEach, describe, expect, it } from "vitest";
import { Rehearsal } from "../../rehearsal/assembly/rehearsal";
import { HeaderMap, VirtualClock } from "../../rehearsal/edge";
import { behavior, configuration, distribution, load } from "./terraform/site";

const corsS3Origin = "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf";
const corsWithPreflight = "5cc3b908-e619-4b99-88e5-2cf7f45965bd";
const methods = ["GET", "HEAD", "OPTIONS"];
const buckets = ["site", "copy"] as const;
const public_ = (bucket: string) => ({
  bucket: `\${aws_s3_bucket.${bucket}.id}`,
  policy: JSON.stringify({
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::${bucket}-bucket/*`,
      },
    ],
  }),
});
const rules = (bucket: string) => ({
  bucket: `\${aws_s3_bucket.${bucket}.id}`,
  cors_rule: [{ allowed_origins: ["https://*.example.com"], allowed_methods: ["GET"], max_age_seconds: 60 }],
});
const each = <T>(make: (bucket: string) => T) =>
  Object.fromEntries(buckets.map((bucket) => [bucket, make(bucket)]));

let rehearsal: Rehearsal | undefined;
afterEach(() => rehearsal?.close());

/** Two buckets behind a group, with OPTIONS cached; what is given is added to the behaviour and the resources. */
function site(inBehavior: object, resources: object) {
  const json = configuration({
    aws_s3_bucket: each((name) => ({ bucket: `${name}-bucket` })),
    aws_s3_bucket_policy: each(public_),
    aws_cloudfront_origin_access_control: {
      all: {
        name: "all",
        origin_access_control_origin_type: "s3",
        signing_behavior: "always",
        signing_protocol: "sigv4",
      },
    },
    aws_cloudfront_distribution: {
      site: distribution({
        origin: buckets.map((name) => ({
          origin_id: name,
          domain_name: `\${aws_s3_bucket.${name}.bucket_regional_domain_name}`,
          origin_access_control_id: "${aws_cloudfront_origin_access_control.all.id}",
        })),
        origin_group: {
          origin_id: "group",
          failover_criteria: { status_codes: [500, 502, 503, 504] },
          member: buckets.map((origin_id) => ({ origin_id })),
        },
        default_cache_behavior: behavior({
          target_origin_id: "group",
          allowed_methods: methods,
          cached_methods: methods,
          ...inBehavior,
        }),
      }),
    },
    ...resources,
  });
  const loaded = load(json);
  const clock = new VirtualClock();
  const running = new Rehearsal(loaded, { clock });
  rehearsal = running;
  for (const name of buckets) running.regions.store(`${name}-bucket`).put("data.json", Buffer.from("{}"));
  const host = loaded.distributions[0]?.domainName ?? "";
  return async (method: string, headers: Record<string, string>) => {
    const answer = await clock.run(
      running.edge.handle({
        ...{ method, scheme: "https", httpVersion: "2.0", path: "/data.json", query: "" },
        headers: new HeaderMap({ host, ...headers }),
        clientIp: "192.0.2.1",
      }),
    );
    return {
      status: answer.status,
      allowed: answer.headers.get("access-control-allow-origin"),
      origins: answer.trace.origins.map(({ originId, outcome }) => [originId, outcome]),
    };
  };
}

const preflight = (origin: string) => ({ origin, "access-control-request-method": "GET" });

describe("a page of another origin", () => {
  it("is let in by the buckets' CORS rules, where the edge passes its Origin on", async () => {
    const ask = site(
      { origin_request_policy_id: corsS3Origin },
      { aws_s3_bucket_cors_configuration: each(rules) },
    );
    const allowed = "https://app.example.com";
    expect(await ask("OPTIONS", preflight(allowed))).toEqual({
      ...{ status: 200, allowed },
      origins: [["site", 200]],
    });
    expect(await ask("GET", { origin: allowed })).toMatchObject({ status: 200, allowed });
  });

  it("is let in by the replica's rules when the primary is down", async () => {
    const ask = site(
      { origin_request_policy_id: corsS3Origin },
      { aws_s3_bucket_cors_configuration: each(rules) },
    );
    rehearsal?.regions.setFault("site=503");
    expect(await ask("OPTIONS", preflight("https://app.example.com"))).toMatchObject({
      status: 200,
      origins: [
        ["site", 503],
        ["copy", 200],
      ],
    });
  });

  it("gets another page's answer from the cache where Origin is passed on but not in the cache key", async () => {
    const cors = { aws_s3_bucket_cors_configuration: each(rules) };
    const ask = site({ origin_request_policy_id: corsS3Origin }, cors);
    await ask("GET", { origin: "https://one.example.com" });
    expect(await ask("GET", { origin: "https://two.example.com" })).toEqual({
      ...{ status: 200, allowed: "https://one.example.com" },
      origins: [],
    });
  });

  it("has its preflight refused by S3 where only a response headers policy lets it in", async () => {
    const policies = {
      origin_request_policy_id: corsS3Origin,
      response_headers_policy_id: corsWithPreflight,
    };
    const ask = site(policies, {});
    expect(await ask("OPTIONS", preflight("https://app.example.com"))).toMatchObject({
      status: 403,
      allowed: "*",
    });
    expect(await ask("GET", { origin: "https://app.example.com" })).toMatchObject({
      status: 200,
      allowed: "*",
    });
  });

  it("has its preflight refused where the edge does not pass its Origin on", async () => {
    const ask = site({}, { aws_s3_bucket_cors_configuration: each(rules) });
    expect((await ask("OPTIONS", preflight("https://app.example.com"))).status).toBe(400);
  });
});
