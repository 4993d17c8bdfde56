import type { SiteInput } from "../../config";
import type { IdentityRequest } from "../../rehearsal/regions/policy/identity";
import { accountId, type CiRoleName, Roles } from "./roles";

/** The site and the project that docs/state.md speaks of. */
export const tableSite: SiteInput = {
  name: "site",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
  domain: {
    name: "www.example.org",
    aliases: ["*.example.org"],
    zone: { id: "Z0123456789ABC", name: "example.org" },
  },
  distribution: { accessLogs: { format: "parquet" } },
};

type Question = readonly [what: string, ...requests: IdentityRequest[]];

const ask = (
  actions: string,
  resource: string,
  context?: Readonly<Record<string, readonly string[]>>,
): IdentityRequest[] =>
  actions.split(" ").map((action) => ({ action, resource, ...(context && { context }) }));
const iam = (resource: string) => `arn:aws:iam::${accountId}:${resource}`;
const s3 = (resource: string) => `arn:aws:s3:::${resource}`;
const cloudfront = (resource: string) => `arn:aws:cloudfront::${accountId}:${resource}`;
const lambda = (name: string) => `arn:aws:lambda:us-east-1:${accountId}:function:${name}`;
const logs = (resource: string) => `arn:aws:logs:us-east-1:${accountId}:${resource}`;
const record = (name: string, type: string) =>
  ask("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z0123456789ABC", {
    "route53:changeresourcerecordsetsnormalizedrecordnames": [name],
    "route53:changeresourcerecordsetsrecordtypes": [type],
  });
const tagged = (site: string) => ({ "aws:resourcetag/outlast:site": [site] });
const bounded = (policy: string) => ({ "iam:permissionsboundary": [iam(`policy/${policy}`)] });
const makeRole = "iam:CreateRole iam:PutRolePolicy iam:PutRolePermissionsBoundary";
const ownRole = iam("role/site-primary-replication");
const ciRoles = ["plan", "drift", "apply"].map((name) => iam(`role/project-${name}`));
const changeRole =
  "iam:UpdateAssumeRolePolicy iam:PutRolePolicy iam:AttachRolePolicy iam:DeleteRole iam:PassRole";

const changeDistribution =
  "cloudfront:UpdateDistribution cloudfront:DeleteDistribution cloudfront:CreateInvalidation";
const changeCertificate = "acm:DeleteCertificate";
const certificate = `arn:aws:acm:us-east-1:${accountId}:certificate/any`;

/** What a reader wants to know of each role, and the requests that tell. */
const questions: readonly Question[] = [
  [
    "settings of the site's buckets, roles, functions, alarms and topics: read",
    ...ask("s3:GetBucketPolicy s3:GetLifecycleConfiguration", s3("site-primary")),
    ...ask("iam:GetRole iam:GetRolePolicy", ownRole),
    ...ask("lambda:GetFunction", lambda("site-security-headers")),
    ...ask("cloudfront:GetFunction", cloudfront("function/site-viewer-request")),
    ...ask("sns:GetTopicAttributes", `arn:aws:sns:us-east-1:${accountId}:site-alarms`),
  ],
  [
    "the site's distribution: read",
    ...ask("cloudfront:GetDistribution", cloudfront("distribution/E1"), tagged("site")),
  ],
  [
    "another application's distribution, whose headers to origins may be secrets: read",
    ...ask("cloudfront:GetDistribution", cloudfront("distribution/E2"), tagged("other")),
    ...ask("cloudfront:GetDistribution", cloudfront("distribution/E3")),
  ],
  [
    "another application's function, with its variables: read",
    ...ask("lambda:GetFunction lambda:GetFunctionConfiguration", lambda("other")),
    ...ask("cloudfront:GetFunction", cloudfront("function/other")),
  ],
  [
    "keys of every KeyValueStore: read",
    ...ask("cloudfront-keyvaluestore:GetKey", cloudfront("key-value-store/any")),
  ],
  [
    "keys of every KeyValueStore: write",
    ...ask("cloudfront-keyvaluestore:PutKey", cloudfront("key-value-store/any")),
  ],
  ["the site's state: read", ...ask("s3:GetObject", s3("project-state/stacks/site.tfstate"))],
  [
    "the site's state and its lock: write",
    ...ask("s3:PutObject", s3("project-state/stacks/site.tfstate")),
    ...ask("s3:PutObject s3:DeleteObject", s3("project-state/stacks/site.tfstate.tflock")),
  ],
  [
    "an earlier version of a state: remove",
    ...ask("s3:DeleteObjectVersion", s3("project-state/stacks/site.tfstate")),
  ],
  [
    "the state stack: its state, its lock, its bucket's settings",
    ...ask("s3:GetObject s3:PutObject s3:DeleteObject", s3("project-state/stacks/state.tfstate")),
    ...ask("s3:PutObject", s3("project-state/stacks/state.tfstate.tflock")),
    ...ask("s3:PutBucketPolicy s3:PutLifecycleConfiguration s3:DeleteBucket", s3("project-state")),
  ],
  [
    "how far the last release of the site has got: read",
    ...ask("s3:GetObject", s3("site-primary/.outlast/current")),
    ...ask("s3:GetObject", s3("site-primary/.outlast/lock")),
  ],
  [
    "content: read and write",
    ...ask("s3:GetObject s3:PutObject s3:DeleteObject", s3("site-primary/index.html")),
  ],
  ["access logs: read", ...ask("s3:GetObject s3:GetObjectVersion", s3("site-logs/cloudfront/a.gz"))],
  [
    "the source and destinations of its delivered access logs: make and remove",
    ...ask("logs:PutDeliverySource logs:DeleteDeliverySource", logs("delivery-source:site")),
    ...ask(
      "logs:PutDeliveryDestination logs:DeleteDeliveryDestination",
      logs("delivery-destination:site-logs-parquet"),
    ),
  ],
  [
    "those of another site: change and remove",
    ...ask("logs:PutDeliverySource logs:DeleteDeliverySource", logs("delivery-source:other")),
    ...ask("logs:PutDeliveryDestination", logs("delivery-destination:other-logs-parquet")),
  ],
  [
    "the site's deliveries, whose ids AWS chooses, by its tag: remove",
    ...ask("logs:DeleteDelivery", logs("delivery:any"), tagged("site")),
  ],
  [
    "deliveries without it: remove",
    ...ask("logs:DeleteDelivery", logs("delivery:any"), tagged("other")),
    ...ask("logs:DeleteDelivery", logs("delivery:any")),
  ],
  [
    "the site's buckets: make, change and remove",
    ...ask("s3:CreateBucket s3:PutBucketPolicy s3:DeleteBucket", s3("site-primary")),
  ],
  ["a bucket of another name: change", ...ask("s3:PutBucketPolicy s3:DeleteBucket", s3("site-primary-2"))],
  [
    "the site's roles with the site's boundary: make",
    ...ask(makeRole, ownRole, bounded("project-site-boundary")),
  ],
  [
    "a role without that boundary, or of another name: make",
    ...ask(makeRole, ownRole),
    ...ask(makeRole, ownRole, bounded("other")),
    ...ask(makeRole, iam("role/site-admin"), bounded("project-site-boundary")),
    ...ask("iam:DeleteRolePermissionsBoundary", ownRole, bounded("project-site-boundary")),
  ],
  [
    "these roles, their policies, the boundaries and the identity provider: change",
    ...ciRoles.flatMap((role) => ask(changeRole, role, bounded("project-site-boundary"))),
    ...ask("iam:CreatePolicyVersion iam:DeletePolicy", iam("policy/project-site-boundary")),
    ...ask("iam:DeleteOpenIDConnectProvider", iam("oidc-provider/token.actions.githubusercontent.com")),
  ],
  [
    "records of the site's names: write",
    ...record("www.example.org", "A"),
    ...record("\\052.example.org", "AAAA"),
  ],
  ["the record that ACM asks for: write", ...record(`_${"0".repeat(32)}.www.example.org`, "CNAME")],
  [
    "any other record of the zone: write",
    ...record("example.org", "A"),
    ...record("mail.example.org", "CNAME"),
    ...record("www.example.org", "MX"),
    ...record("_acme-challenge.example.org", "TXT"),
  ],
  [
    "the site's distribution and certificate: change and remove",
    ...ask(changeDistribution, cloudfront("distribution/E1"), tagged("site")),
    ...ask(changeCertificate, certificate, tagged("site")),
  ],
  [
    "a distribution or certificate without the site's tag: change and remove",
    ...ask(changeDistribution, cloudfront("distribution/E2"), tagged("other")),
    ...ask(changeDistribution, cloudfront("distribution/E3")),
    ...ask(changeCertificate, certificate, tagged("other")),
    ...ask(changeCertificate, certificate),
  ],
  [
    "one that has another site's tag: give it other tags",
    ...ask("cloudfront:TagResource cloudfront:UntagResource", cloudfront("distribution/E2"), tagged("other")),
    ...ask("acm:AddTagsToCertificate acm:RemoveTagsFromCertificate", certificate, tagged("other")),
  ],
  [
    "one that has no site's tag: give it one, as to a new one",
    ...ask("cloudfront:TagResource", cloudfront("distribution/E3")),
    ...ask("acm:AddTagsToCertificate", certificate),
  ],
  [
    "every cache and response headers policy, origin access control, store and health check of the account: change and remove",
    ...ask("cloudfront:UpdateCachePolicy", cloudfront("cache-policy/any")),
    ...ask("cloudfront:DeleteResponseHeadersPolicy", cloudfront("response-headers-policy/any")),
    ...ask("cloudfront:DeleteOriginAccessControl", cloudfront("origin-access-control/any")),
    ...ask("cloudfront:DeleteKeyValueStore", cloudfront("key-value-store/any")),
    ...ask("route53:DeleteHealthCheck", "arn:aws:route53:::healthcheck/any"),
  ],
];

const names: readonly CiRoleName[] = ["plan", "drift", "apply"];

/** The table of docs/state.md, from the policies as they are evaluated. */
export function roleTable(): string {
  const roles = Roles.of([tableSite], {
    project: "project",
    bootstrapped: true,
    github: { repository: "owner/name" },
  });
  const rows = questions.map(([what, ...requests]) => {
    const cells = names.map((role) =>
      verdict(
        what,
        requests.map((request) => roles.may(role, request)),
      ),
    );
    return [what, ...cells];
  });
  const head = ["", ...names.map((name) => `\`${name}\``)];
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return lines.join("\n");
}

/** A row is one answer: a role that may do part of it needs a row of its own. */
function verdict(what: string, answers: readonly boolean[]): string {
  const [first] = answers;
  if (answers.some((answer) => answer !== first)) throw new Error(`"${what}" is partly allowed: ${answers}`);
  return first ? "yes" : "no";
}
