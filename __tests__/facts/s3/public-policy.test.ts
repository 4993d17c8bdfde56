import { describe, expect, it } from "vitest";
import { narrows } from "../../../facts/s3/public-policy";
import { publicConditions } from "../../support/public-conditions";

describe("a condition of an Allow to everybody", () => {
  it.each(publicConditions)("leaves it public: %s %s %j", (operator, key, values) => {
    expect(narrows(operator, key, values)).toBe(false);
  });

  it.each([
    ["StringEquals", "aws:PrincipalOrgID", ["o-1"]],
    ["StringEquals", "AWS:SourceArn", ["arn:aws:cloudfront::123456789012:distribution/E1"]],
    ["IpAddress", "aws:SourceIp", ["203.0.113.7", "10.0.0.0/8"]],
    ["IpAddress", "aws:SourceIp", ["2001:db8::/32", "2001:db8::1"]],
  ])("holds it to somebody: %s %s %j", (operator, key, values) => {
    expect(narrows(operator, key, values)).toBe(true);
  });
});
