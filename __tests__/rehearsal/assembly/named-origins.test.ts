// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { afterEach, describe, expect, it } from "vitest";
import { Rehearsal } from "../../../rehearsal/assembly/rehearsal";
import { HeaderMap, VirtualClock } from "../../../rehearsal/edge";
import { type Body, configuration, distribution, load } from "../terraform/site";

const open: Rehearsal[] = [];
afterEach(async () => {
  for (const rehearsal of open.splice(0)) await rehearsal.close();
});

/** CloudFront before an origin name with failover records, which lead to the websites of two buckets. */
function failover(protocol: "http-only" | "https-only", target: (bucket: string) => string) {
  const record = (type: string, bucket: string, more: Body = {}): Body => ({
    ...{ zone_id: "${aws_route53_zone.site.zone_id}", name: "origin", type: "CNAME", ttl: 60 },
    ...{ set_identifier: type, failover_routing_policy: { type }, records: [target(bucket)], ...more },
  });
  const custom = { http_port: 80, https_port: 443, origin_ssl_protocols: ["TLSv1.2"] };
  const origin = {
    ...{ origin_id: "site", domain_name: "origin.example.com" },
    custom_origin_config: { ...custom, origin_protocol_policy: protocol },
  };
  const each = (body: (name: string) => Body) => ({ near: body("near"), far: body("far") });
  const policy = (name: string) => ({
    Statement: {
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${name}/*`,
    },
  });
  const names = { near: "origin.example.com", far: "far-bucket" } as const;
  const of = (name: string) => ({ bucket: `\${aws_s3_bucket.${name}.id}` });
  const site = load(
    configuration({
      aws_s3_bucket: { near: { bucket: names.near }, far: { bucket: names.far } },
      aws_s3_bucket_website_configuration: each((name) => ({
        ...of(name),
        index_document: { suffix: "index.html" },
      })),
      aws_s3_bucket_public_access_block: each((name) => ({
        ...of(name),
        block_public_policy: false,
        restrict_public_buckets: false,
      })),
      aws_s3_bucket_policy: each((name) => ({
        ...of(name),
        policy: JSON.stringify(policy(names[name as "near"])),
      })),
      aws_cloudfront_distribution: { site: distribution({ origin: [origin] }) },
      aws_route53_zone: { site: { name: "example.com" } },
      aws_route53_health_check: {
        near: { type: "HTTP", fqdn: target(names.near), resource_path: "/index.html" },
      },
      aws_route53_record: {
        near: record("PRIMARY", names.near, { health_check_id: "${aws_route53_health_check.near.id}" }),
        far: record("SECONDARY", names.far),
      },
    }),
  );
  const clock = new VirtualClock();
  let at = 0;
  const rehearsal = new Rehearsal(site, { clock, random: () => (at++ % 8) / 8 });
  open.push(rehearsal);
  for (const name of Object.values(names)) rehearsal.regions.store(name).put("index.html", Buffer.from(name));
  const visit = async () => {
    rehearsal.edge.clear();
    const headers = new HeaderMap({ host: site.distributions[0]?.domainName ?? "" });
    const { status, body, trace } = await clock.run(
      rehearsal.edge.handle({
        ...{
          method: "GET",
          scheme: "https",
          httpVersion: "2.0",
          path: "/index.html",
          query: "",
          headers,
          clientIp: "192.0.2.1",
        },
      }),
    );
    return { status, body: Buffer.from(body).toString(), outcome: trace.origins.at(-1)?.outcome };
  };
  return { clock, rehearsal, visit };
}

const website = (bucket: string) => `${bucket}.s3-website-eu-west-3.amazonaws.com`;

describe("an origin's name of Route 53", () => {
  it("leads to a website, which S3 finds by that name: a record to another bucket's leads to none", async () => {
    const { clock, rehearsal, visit } = failover("http-only", website);
    expect(await visit()).toMatchObject({ status: 200, body: "origin.example.com" });
    rehearsal.regions.setFault("origin.example.com=503");
    expect((await visit()).status).toBe(503);
    await clock.advance(200_000);
    // Still asked for the bucket origin.example.com, which is the one that is down, wherever the name leads.
    expect((await visit()).status).toBe(503);
    rehearsal.regions.removeBucket("origin.example.com");
    expect(await visit()).toMatchObject({ status: 404, body: expect.stringContaining("NoSuchBucket") });
  });

  it("is no name that the certificate of S3's REST endpoint has", async () => {
    const { visit } = failover("https-only", (bucket) => `${bucket}.s3.eu-west-3.amazonaws.com`);
    expect(await visit()).toMatchObject({ status: 502, outcome: "tls" });
  });

  it("does not resolve where it leads to what nothing on this machine stands for", async () => {
    const { visit } = failover("http-only", () => "elsewhere.example.net");
    expect(await visit()).toMatchObject({ status: 502, outcome: "dns" });
  });
});
