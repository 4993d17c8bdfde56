import { decide, type Identity, parseIdentityPolicy } from "../rehearsal/regions/policy/identity";
import { parseBucketPolicy } from "../rehearsal/regions/policy/parse";
import { evaluatePolicy, type Principal } from "../rehearsal/regions/policy/policy";
import { findBy, known, type Resource, type Resources } from "../terraform/resources";

/** What somebody may do with a bucket, by the policies that were evaluated. */
export interface Access {
  readonly bucket: string;
  readonly who: string;
  /** In plain words: `reads objects`. */
  readonly may: readonly string[];
  /** Addresses of what was evaluated. */
  readonly by: readonly string[];
}

/** Each request that is tried, and what it means that it is allowed. */
const asked = [
  { may: "reads objects", action: "s3:GetObject", key: "index.html" },
  { may: "reads release records", action: "s3:GetObject", key: ".outlast/release.json" },
  { may: "reads versions to replicate them", action: "s3:GetObjectVersionForReplication", key: "index.html" },
  { may: "lists keys", action: "s3:ListBucket" },
  { may: "writes objects", action: "s3:PutObject", key: "index.html" },
  { may: "writes replicas", action: "s3:ReplicateObject", key: "index.html" },
  { may: "deletes objects", action: "s3:DeleteObject", key: "index.html" },
  { may: "replicates deletions", action: "s3:ReplicateDelete", key: "index.html" },
  { may: "changes the bucket's policy", action: "s3:PutBucketPolicy" },
] as const;

/** Who comes to a bucket without a role: what each brings along. */
interface Caller {
  readonly who: string;
  readonly principal: Principal;
  readonly context: Readonly<Record<string, string>>;
}

const encrypted = { "aws:securetransport": "true", "s3:tlsversion": "1.3" };
const cloudFront = { type: "service", service: "cloudfront.amazonaws.com" } as const;

/**
 * Who may do what with the buckets of some stacks, each request tried against the policies as the rehearsal evaluates
 * them. What identities may that the stacks do not make is not in it: the account's own people and programs.
 */
export function accessOf(stacks: readonly Resources[], distributionArn: string | undefined): Access[] {
  const roles = stacks.flatMap((stack) =>
    stack.ofType("aws_iam_role").map((role) => ({ role, policies: policiesOf(role, stack) })),
  );
  return stacks.flatMap((stack) =>
    stack
      .ofType("aws_s3_bucket")
      .flatMap((bucket) => [
        ...callers(distributionArn).map((caller) => byBucketPolicy(bucket, caller, stack)),
        ...roles.flatMap(({ role, policies }) => byRole(bucket, role, policies)),
      ]),
  );
}

function callers(distributionArn: string | undefined): Caller[] {
  const other = "arn:aws:cloudfront::000000000000:distribution/EANOTHER";
  const own = distributionArn === undefined ? [] : [{ "aws:sourcearn": distributionArn }];
  return [
    { who: "anybody", principal: { type: "anonymous" }, context: encrypted },
    ...own.flatMap((source): Caller[] => [
      { who: "the distribution", principal: cloudFront, context: { ...encrypted, ...source } },
      {
        who: "the distribution without TLS",
        principal: cloudFront,
        context: { "aws:securetransport": "false", ...source },
      },
    ]),
    {
      who: "any other distribution",
      principal: cloudFront,
      context: { ...encrypted, "aws:sourcearn": other },
    },
  ];
}

function byBucketPolicy(bucket: Resource, { who, principal, context }: Caller, resources: Resources): Access {
  const name = text(known(bucket, "bucket")) ?? bucket.address;
  const resource = findBy(resources, "aws_s3_bucket_policy", "bucket", name);
  const document = resource && text(known(resource, "policy"));
  const arn = `arn:aws:s3:::${name}`;
  const policy = document === undefined ? undefined : parseBucketPolicy(document, arn);
  const allowed = asked.filter((one) => {
    const request = {
      ...{ principal, action: one.action, resource: "key" in one ? `${arn}/${one.key}` : arn },
      context: (key: string) => context[key],
    };
    return policy !== undefined && evaluatePolicy(policy, request) === "allow";
  });
  return { bucket: name, who, may: allowed.map(({ may }) => may), by: [(resource ?? bucket).address] };
}

/** Nothing for a role that may do nothing with it, unless its policies cannot be known. */
function byRole(bucket: Resource, role: Resource, of: readonly Resource[]): Access[] {
  const name = text(known(bucket, "bucket")) ?? bucket.address;
  const who = `the role ${text(known(role, "name")) ?? role.address}`;
  const documents = of.map((one) => text(known(one, "policy")));
  const by = of.map(({ address }) => address);
  if (documents.some((one) => one === undefined))
    return [{ bucket: name, who, may: ["unknown until planned"], by }];
  const identity: Identity = { policies: documents.map((one) => parseIdentityPolicy(one as string)) };
  const arn = `arn:aws:s3:::${name}`;
  const allowed = asked.filter((one) => {
    const request = { action: one.action, resource: "key" in one ? `${arn}/${one.key}` : arn };
    return decide(identity, request) === "allow";
  });
  return allowed.length === 0 ? [] : [{ bucket: name, who, may: allowed.map(({ may }) => may), by }];
}

function policiesOf(role: Resource, resources: Resources): Resource[] {
  const names = ["name", "id"].map((attribute) => known(role, attribute));
  const ofRole = (type: string) => resources.ofType(type).filter((one) => names.includes(known(one, "role")));
  const attached = ofRole("aws_iam_role_policy_attachment").flatMap((attachment) => {
    const arn = text(known(attachment, "policy_arn"));
    return (arn && findBy(resources, "aws_iam_policy", "arn", arn)) || [attachment];
  });
  return [...ofRole("aws_iam_role_policy"), ...attached];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
