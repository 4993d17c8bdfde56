import { describe, expect, test } from "vitest";
import { auditSite } from "../../../audit/run/audit";
import { readAuditedSite } from "../../../audit/run/read";

const folder = "__tests__/fixtures/audit/modules";

/** What is found in each, and where it stands in the HCL of the module. */
const found = {
  community: [
    "group-unreplicated module.cdn.aws_cloudfront_distribution.this[0] cdn/main.tf: between module.primary.aws_s3_bucket.this[0] and module.replica.aws_s3_bucket.this[0] there is no rule",
    "failover-codes module.cdn.aws_cloudfront_distribution.this[0] cdn/main.tf: 504 (an answer that does not come in time) is not among the codes",
    "alarm-missing module.cdn.aws_cloudfront_distribution.this[0] cdn/main.tf: no alarm is on a metric of AWS/CloudFront or of a health check",
    "behaviour-past-group module.cdn.aws_cloudfront_distribution.this[0] cdn/main.tf: /media/* asks primary alone, and the origin group both begins with it",
    "folders-without-index module.cdn.aws_cloudfront_distribution.this[0] cdn/main.tf: * runs no function before it asks the bucket",
    "origin-hangs module.cdn.aws_cloudfront_distribution.this[0] cdn/main.tf: * waits 30 s for a bucket that says nothing, and no function sets another timeout",
  ],
  labelled: [
    "failover-missing module.site.aws_cloudfront_distribution.default[0] cdn/main.tf: the default behaviour asks acmeinc-site-public alone",
    "alarm-missing module.site.aws_cloudfront_distribution.default[0] cdn/main.tf: no alarm is on a metric of AWS/CloudFront or of a health check",
    "folders-without-index module.site.aws_cloudfront_distribution.default[0] cdn/main.tf: * runs no function before it asks the bucket",
    "error-caching module.site.aws_cloudfront_distribution.default[0] cdn/main.tf: 404 is kept for 300 s",
    "errors-as-200 module.site.aws_cloudfront_distribution.default[0] cdn/main.tf: 403 becomes 200",
    "errors-as-200 module.site.aws_cloudfront_distribution.default[0] cdn/main.tf: 404 becomes 200",
    "origin-access-identity module.site.aws_cloudfront_distribution.default[0] cdn/main.tf: acmeinc-site-public is read as an identity",
    "headers-missing module.site.aws_cloudfront_distribution.default[0] cdn/main.tf: * has no response headers policy",
    "versions-for-ever module.site.aws_s3_bucket.origin[0] cdn/main.tf: no rule expires noncurrent versions",
  ],
};

describe("modules as most people call them are read whole", () => {
  test.each(Object.entries(found))("%s", async (name, expected) => {
    const { findings, notRead, unknown, unjudged } = auditSite(await readAuditedSite(`${folder}/${name}`));
    const all = findings.map(
      ({ address, place, rule, says }) => `${rule} ${address} ${place?.file}: ${says}`,
    );
    expect(all.toSorted()).toEqual(expected.toSorted());
    expect({ notRead, unknown, unjudged }).toEqual({ notRead: [], unknown: [], unjudged: [] });
  });
});
