import { parseBucketPolicy } from "../rehearsal/regions/policy/parse";
import { type BucketPolicy, evaluatePolicy, type Principal } from "../rehearsal/regions/policy/policy";
import { findBy, known, type Resource, type Resources } from "../terraform/resources";
import { type Role, roleDecides, rolesOf } from "./roles";

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
const tried: readonly { readonly may: string; readonly action: string; readonly key?: string }[] = [
  { may: "reads objects", action: "s3:GetObject", key: "index.html" },
  { may: "reads release records", action: "s3:GetObject", key: ".outlast/release.json" },
  { may: "reads versions to replicate them", action: "s3:GetObjectVersionForReplication", key: "index.html" },
  { may: "lists keys", action: "s3:ListBucket" },
  { may: "writes objects", action: "s3:PutObject", key: "index.html" },
  { may: "writes replicas", action: "s3:ReplicateObject", key: "index.html" },
  { may: "deletes objects", action: "s3:DeleteObject", key: "index.html" },
  { may: "replicates deletions", action: "s3:ReplicateDelete", key: "index.html" },
  { may: "changes the bucket's policy", action: "s3:PutBucketPolicy" },
];

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
  const roles = rolesOf(stacks);
  return stacks.flatMap((stack) =>
    stack.ofType("aws_s3_bucket").flatMap((bucket) => {
      const asked = askedOf(bucket, stack);
      return [
        ...callers(distributionArn).map((caller) => byBucketPolicy(asked, caller)),
        ...roles.flatMap((role) => byRole(asked, role)),
      ];
    }),
  );
}

/** A bucket, and what its own policy says. */
interface Asked {
  readonly bucket: string;
  readonly policy?: BucketPolicy;
  readonly requests: readonly { readonly may: string; readonly action: string; readonly resource: string }[];
  /** Address of the policy, or of the bucket that has none. */
  readonly by: string;
}

function askedOf(bucket: Resource, resources: Resources): Asked {
  const name = text(known(bucket, "bucket")) ?? bucket.address;
  const resource = findBy(resources, "aws_s3_bucket_policy", "bucket", name);
  const document = resource && text(known(resource, "policy"));
  const arn = `arn:aws:s3:::${name}`;
  return {
    bucket: name,
    ...(document !== undefined && { policy: parseBucketPolicy(document, arn) }),
    requests: tried.map(({ key, ...one }) => ({
      ...one,
      resource: key === undefined ? arn : `${arn}/${key}`,
    })),
    by: (resource ?? bucket).address,
  };
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

function byBucketPolicy(
  { bucket, by, policy, requests }: Asked,
  { who, principal, context }: Caller,
): Access {
  const allowed = requests.filter((request) => decidedBy(policy, principal, request, context) === "allow");
  return { bucket, who, may: allowed.map(({ may }) => may), by: [by] };
}

/** Nothing for a role that may do nothing with it, unless its policies cannot be known. */
function byRole({ bucket, by, policy, requests }: Asked, role: Role): Access[] {
  const who = `the role ${role.name}`;
  const { identity } = role;
  if (identity === undefined) return [{ bucket, who, may: ["unknown until planned"], by: role.by }];
  const principal = { type: "role", arn: role.arn } as const;
  const context = { ...encrypted, "aws:principalarn": role.arn };
  const values = Object.fromEntries(Object.entries(context).map(([key, value]) => [key, [value]]));
  const effects = requests.map((request) => ({
    may: request.may,
    resource: decidedBy(policy, principal, request, context),
    asked: request,
  }));
  const allowed = effects.filter(({ asked, resource }) =>
    roleDecides(identity, { ...asked, context: values }, resource),
  );
  const isTouched = effects.some(({ resource }) => resource !== "none");
  return allowed.length === 0
    ? []
    : [{ bucket, who, may: allowed.map(({ may }) => may), by: [...role.by, ...(isTouched ? [by] : [])] }];
}

function decidedBy(
  policy: BucketPolicy | undefined,
  principal: Principal,
  { action, resource }: { readonly action: string; readonly resource: string },
  context: Readonly<Record<string, string>>,
) {
  const request = { principal, action, resource, context: (key: string) => context[key] };
  return policy === undefined ? "none" : evaluatePolicy(policy, request);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
