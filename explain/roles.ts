import {
  decide,
  type Identity,
  type IdentityRequest,
  parseIdentityPolicy,
} from "../rehearsal/regions/policy/identity";
import { findBy, known, type Resource, type Resources } from "../terraform/resources";

/** A role that a stack makes, and what it may do at the most. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  /** Undefined where a policy of it, or its boundary, cannot be known. */
  readonly identity?: Identity;
  /** Addresses of its policies and its boundary. */
  readonly by: readonly string[];
}

/** The roles of some stacks; the boundary of one is often a policy of another stack. */
export function rolesOf(stacks: readonly Resources[]): Role[] {
  return stacks.flatMap((stack) => stack.ofType("aws_iam_role").map((role) => readRole(role, stack, stacks)));
}

/**
 * Whether a role may do what it asks of a bucket in its account: an explicit Deny anywhere wins, its own policies or the
 * bucket's have to allow it, and its boundary has to as well (IAM user guide, "Policy evaluation logic").
 */
export function roleDecides(
  identity: Identity,
  request: IdentityRequest,
  bucket: "allow" | "deny" | "none",
): boolean {
  const policies = bucket === "allow" ? [...identity.policies, allowsAll] : identity.policies;
  return bucket !== "deny" && decide({ ...identity, policies }, request) === "allow";
}

const allowsAll = parseIdentityPolicy({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });

function readRole(role: Resource, stack: Resources, stacks: readonly Resources[]): Role {
  const boundary = role.attributes.get("permissions_boundary");
  const bound = boundary === undefined || boundary === null ? [] : [boundaryOf(role, stacks)];
  const of = [...policiesOf(role, stack), ...bound];
  const documents = of.map((one) => text(known(one, "policy")));
  const name = text(known(role, "name")) ?? role.address;
  const parsed = documents.flatMap((one) => (one === undefined ? [] : [parseIdentityPolicy(one)]));
  const policies = parsed.slice(0, of.length - bound.length);
  return {
    name,
    arn: text(known(role, "arn")) ?? name,
    ...(parsed.length === of.length && {
      identity: { policies, ...(bound.length > 0 && { boundary: parsed.at(-1) }) },
    }),
    by: [...new Set(of.map(({ address }) => address))],
  };
}

/** The policy that bounds a role; the role itself, which has none to read, where no stack makes it. */
function boundaryOf(role: Resource, stacks: readonly Resources[]): Resource {
  const arn = text(known(role, "permissions_boundary"));
  if (arn === undefined) return role;
  return stacks.flatMap((stack) => findBy(stack, "aws_iam_policy", "arn", arn) ?? [])[0] ?? role;
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
