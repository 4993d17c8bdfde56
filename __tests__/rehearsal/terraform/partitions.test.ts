// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { describe, expect, onTestFinished, test } from "vitest";
import { Rehearsal } from "../../../rehearsal/assembly/rehearsal";
import { HeaderMap, SystemClock } from "../../../rehearsal/edge";
import { configuration, distribution, load } from "./site";

const partition = "${data.aws_partition.this.partition}";

/** A site as modules write it that are for every partition, in a region. */
function siteIn(region: string) {
  const Statement = {
    ...{ Effect: "Allow", Action: "s3:GetObject", Principal: { Service: "cloudfront.amazonaws.com" } },
    Resource: `arn:${partition}:s3:::\${aws_s3_bucket.site.id}/*`,
    Condition: { StringEquals: { "AWS:SourceArn": "${aws_cloudfront_distribution.site.arn}" } },
  };
  const json = configuration(
    {
      aws_cloudfront_distribution: {
        site: distribution({
          origin: [
            {
              origin_id: "site",
              domain_name: "${aws_s3_bucket.site.bucket_regional_domain_name}",
              origin_access_control_id: "${aws_cloudfront_origin_access_control.site.id}",
            },
          ],
        }),
      },
      aws_cloudfront_origin_access_control: {
        site: {
          ...{ name: "site", origin_access_control_origin_type: "s3" },
          ...{ signing_behavior: "always", signing_protocol: "sigv4" },
        },
      },
      aws_s3_bucket_policy: {
        site: { bucket: "${aws_s3_bucket.site.id}", policy: JSON.stringify({ Statement }) },
      },
    },
    {
      data: { aws_partition: { this: {} } },
      provider: { aws: [{ region }] },
      output: { suffix: { value: "${data.aws_partition.this.dns_suffix}" } },
    },
  );
  return load(json);
}

describe("a site in another partition of AWS", () => {
  test.each([
    ["eu-west-3", "aws", "amazonaws.com", "cloudfront.net"],
    ["cn-north-1", "aws-cn", "amazonaws.com.cn", "cloudfront.cn"],
    ["us-gov-west-1", "aws-us-gov", "amazonaws.com", "cloudfront.net"],
  ])(
    "%s has the ARNs of %s and names of %s, and is served by its policy",
    async (region, name, suffix, domain) => {
      const site = siteIn(region);
      const [first] = site.distributions;
      expect(first).toMatchObject({
        arn: expect.stringMatching(`^arn:${name}:cloudfront::`),
        domainName: expect.stringMatching(`[.]${domain}$`),
        origins: [{ domainName: `site-bucket.s3.${region}.${suffix}` }],
      });
      expect(site.outputs).toEqual({ suffix });
      const rehearsal = new Rehearsal(site, { clock: new SystemClock() });
      onTestFinished(() => rehearsal.close());
      rehearsal.regions.store("site-bucket").put("a", Buffer.from("here"), { contentType: "text/html" });
      const answer = await rehearsal.edge.handle({
        ...{
          method: "GET",
          scheme: "https",
          httpVersion: "1.1",
          path: "/a",
          query: "",
          clientIp: "203.0.113.7",
        },
        headers: new HeaderMap({ host: first?.domainName ?? "" }),
      });
      expect([answer.status, Buffer.from(answer.body).toString()]).toEqual([200, "here"]);
    },
  );
});
