import { describe, expect, it } from "vitest";
import { decide, parseIdentityPolicy } from "../../../rehearsal/regions/policy/identity";

const policy = (...statements: object[]) =>
  parseIdentityPolicy({ Version: "2012-10-17", Statement: statements });
const allowed = (action: string, resource: string, more = {}) => ({
  Effect: "Allow",
  Action: action,
  Resource: resource,
  ...more,
});
const put = { action: "s3:PutObject", resource: "arn:aws:s3:::a/k" };

describe("a role's policies", () => {
  it("allow nothing by themselves", () => {
    expect(decide({ policies: [] }, put)).toBe("none");
    expect(decide({ policies: [policy(allowed("s3:GetObject", "*"))] }, put)).toBe("none");
  });

  it("match actions without regard to case, and resources with it", () => {
    const policies = [policy(allowed("S3:putobject", "arn:aws:s3:::a/*"))];
    expect(decide({ policies }, put)).toBe("allow");
    expect(decide({ policies }, { ...put, resource: "arn:aws:s3:::A/k" })).toBe("none");
  });

  it("deny what one of them denies, whatever the others allow", () => {
    const deny = policy({ Effect: "Deny", Action: "s3:*", Resource: "arn:aws:s3:::a/*" });
    expect(decide({ policies: [policy(allowed("*", "*")), deny] }, put)).toBe("deny");
  });

  it("mean everything but what stands in NotAction and NotResource", () => {
    const policies = [policy({ Effect: "Deny", NotAction: "s3:Get*", NotResource: "arn:aws:s3:::b/*" })];
    expect(decide({ policies }, put)).toBe("deny");
    expect(decide({ policies }, { ...put, action: "s3:GetObject" })).toBe("none");
    expect(decide({ policies }, { ...put, resource: "arn:aws:s3:::b/k" })).toBe("none");
  });

  it("hold to a condition, which a missing key does not meet", () => {
    const policies = [
      policy(allowed("iam:PassRole", "*", { Condition: { StringEquals: { "iam:PassedToService": "s3" } } })),
    ];
    const pass = { action: "iam:PassRole", resource: "r" };
    expect(decide({ policies }, { ...pass, context: { "iam:passedtoservice": ["s3"] } })).toBe("allow");
    expect(decide({ policies }, { ...pass, context: { "iam:passedtoservice": ["ec2"] } })).toBe("none");
    expect(decide({ policies }, pass)).toBe("none");
  });

  it("ask ForAllValues of each value, and ForAnyValue of one", () => {
    const with_ = (operator: string) => [
      policy(allowed("a:b", "*", { Condition: { [operator]: { k: ["x*", "y"] } } })),
    ];
    const ask = (values: string[]) => ({ action: "a:b", resource: "r", context: { k: values } });
    const all = with_("ForAllValues:StringLike");
    expect(["allow", "none", "allow"]).toEqual(
      [["x1", "y"], ["x1", "z"], []].map((values) => decide({ policies: all }, ask(values))),
    );
    const any = with_("ForAnyValue:StringLike");
    expect(["allow", "allow", "none", "none"]).toEqual(
      [["x1", "y"], ["x1", "z"], ["z"], []].map((values) => decide({ policies: any }, ask(values))),
    );
  });

  it("are bounded: what the boundary does not allow is not allowed, and what it denies is denied", () => {
    const policies = [policy(allowed("s3:*", "*"))];
    expect(decide({ policies, boundary: policy(allowed("s3:Put*", "*")) }, put)).toBe("allow");
    expect(decide({ policies, boundary: policy(allowed("s3:Get*", "*")) }, put)).toBe("none");
    const deny = policy(allowed("*", "*"), { Effect: "Deny", Action: "s3:PutObject", Resource: "*" });
    expect(decide({ policies, boundary: deny }, put)).toBe("deny");
  });

  it("are refused where they are not understood, with every problem", () => {
    const bad = { Effect: "Maybe", Action: "a", NotAction: "b", Resource: "${aws:username}", Principal: "*" };
    expect(() => policy(bad, allowed("a", "*", { Condition: { Odd: { k: "v" } } }))).toThrow(
      /Principal[\s\S]*Effect[\s\S]*Action[\s\S]*policy variable[\s\S]*Odd/,
    );
  });
});
