import { describe, expect, it } from "vitest";
import { deploymentOfRecord, fullSite } from "../../e2e/support/site-variants";
import { accountId, type CiRoleName, Roles } from "../../support/roles";
import { beyondOwn } from "./beyond-own";

/** With all that needs permissions. */
const site = { ...fullSite, failover: { automatic: {} } };
const roles = Roles.of([site], { ...deploymentOfRecord, onCall: [`arn:aws:iam::${accountId}:user/ann`] });
const arn = (service: string, resource: string, region = "") =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** One of everything, of somebody else's. */
const foreign: Readonly<Record<string, readonly string[]>> = {
  acm: [arn("acm", "certificate/x", "us-east-1")],
  cloudfront: [
    ...["cache-policy", "distribution", "function", "key-value-store", "origin-access-control"],
    ...["origin-access-identity", "origin-request-policy", "response-headers-policy", "vpcorigin"],
  ].map((kind) => arn("cloudfront", `${kind}/other`)),
  "cloudfront-keyvaluestore": [arn("cloudfront", "key-value-store/other")],
  cloudwatch: [arn("cloudwatch", "alarm:other", "us-east-1"), arn("cloudwatch", "dashboard/other")],
  iam: [arn("iam", "role/other"), arn("iam", "policy/other"), arn("iam", "user/other")],
  lambda: ["us-east-1", "eu-west-1"].map((region) => arn("lambda", "function:other", region)),
  logs: [
    ...["log-group:other", "log-group:other:*", "delivery:other"],
    ...["delivery-source:other", "delivery-destination:other"],
  ].map((resource) => arn("logs", resource, "us-east-1")),
  route53: ["hostedzone/Z9OTHER", "healthcheck/other", "change/other"].map(
    (resource) => `arn:aws:route53:::${resource}`,
  ),
  s3: ["other", "other/key", "docs-primary-2", "acme-state/stacks/other.tfstate"].map(
    (name) => `arn:aws:s3:::${name}`,
  ),
  scheduler: [arn("scheduler", "schedule/default/other", "eu-west-1")],
  sns: [arn("sns", "other", "us-east-1")],
  wafv2: [arn("wafv2", "global/webacl/other/00000000-0000-0000-0000-000000000000", "us-east-1")],
};
/** Records of another name, and what has no tag of a site, or has another one's. */
const records = {
  "route53:changeresourcerecordsetsnormalizedrecordnames": ["mail.other.example"],
  "route53:changeresourcerecordsetsrecordtypes": ["A"],
};
const contexts = [records, { ...records, "aws:resourcetag/outlast:site": ["other"] }];

/** The actions that a role is granted of which one can be done to what is somebody else's. */
function reached(role: CiRoleName): string[] {
  const granted = roles
    .documents(role)
    .flatMap((document) => JSON.parse(document).Statement)
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action }): string[] => Action);
  return [...new Set(granted)].filter((pattern) => {
    const action = pattern.replace("*", "");
    const [service = ""] = action.split(":");
    const resources = foreign[service];
    if (resources === undefined) throw new Error(`nobody else's ${service} is here: ${action}`);
    return ["*", ...concerned(action, resources)].some((resource) =>
      contexts.some((context) => roles.may(role, { action, resource, context })),
    );
  });
}

/** Of these resources those of the kind that an action has in its name; all of them where it has none. */
function concerned(action: string, resources: readonly string[]): readonly string[] {
  const kinds = resources.map((resource) => /^arn:(?:[^:]*:){4}([\w-]+)/.exec(resource)?.[1] ?? "");
  // Behind its verb, since "ChangeTags" is nothing that is done to a change.
  const name = action.replace(/.*:[A-Z][a-z]*/, "").toLowerCase();
  const inName = kinds.filter((kind) => name.includes(kind.replaceAll("-", "")));
  const [kind] = inName.sort((a, b) => b.length - a.length);
  return kind === undefined ? resources : resources.filter((_, at) => kinds[at] === kind);
}

describe("what a role reaches that is no site's of the project", () => {
  const all = new Set((["plan", "drift", "apply", "on-call"] as const).flatMap(reached));
  const known = Object.values(beyondOwn).flatMap((actions) => actions.split(" "));

  it("is what has a reason, and no more", () => {
    expect([...all].filter((action) => !known.includes(action)).sort()).toEqual([]);
    expect(known.filter((action) => !all.has(action))).toEqual([]);
  });
});
