import { readPolicyDocument, valuesOf } from "../../../facts/s3/policy-document";
import { compileWildcard } from "../../../facts/wildcard";
import { known, type Resource, type Resources } from "../../../terraform/resources";

type Statement = Readonly<Record<string, unknown>>;

/**
 * Whether a replication role may write to a bucket, by the policies that the file gives it. Undefined where the file
 * does not hold the role or does not determine its policies: then nothing is known against it. S3 guide, "Setting
 * up permissions for live replication".
 */
export function mayReplicate(
  roleArn: string,
  resources: Resources,
): ((destination: string) => boolean) | undefined {
  const role = resources.ofType("aws_iam_role").find((one) => known(one, "arn") === roleArn);
  const documents = role && policiesOf(role, resources);
  if (!documents || documents.length === 0) return undefined;
  const statements = documents.map(statementsOf);
  if (statements.includes(undefined)) return undefined;
  const all = statements.flatMap((one) => one ?? []);
  const [, partition] = roleArn.split(":");
  return (destination) => allows(all, "s3:ReplicateObject", `arn:${partition}:s3:::${destination}/`);
}

/** The texts of a role's policies; undefined for one that the file does not hold. */
function policiesOf(role: Resource, resources: Resources): (string | undefined)[] {
  const names = ["name", "id"].map((attribute) => known(role, attribute));
  const ofRole = (type: string) => resources.ofType(type).filter((one) => names.includes(known(one, "role")));
  const managed = resources.ofType("aws_iam_policy");
  const attached = ofRole("aws_iam_role_policy_attachment").map((attachment) =>
    managed.find((policy) => known(policy, "arn") === known(attachment, "policy_arn")),
  );
  const inline = known(role, "inline_policy");
  return [
    ...[...ofRole("aws_iam_role_policy"), ...attached].map(
      (policy) => policy && text(known(policy, "policy")),
    ),
    ...(Array.isArray(inline) ? inline.map((one: { policy?: unknown }) => text(one?.policy)) : []),
  ];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Undefined for a policy that nobody can read, or with elements that need a request to be judged. */
function statementsOf(document: string | undefined): readonly Statement[] | undefined {
  const read = readPolicyDocument(document);
  if ("problem" in read) return undefined;
  const plain = read.statements.every((one) => !one.Condition && !one.NotAction && !one.NotResource);
  return plain ? read.statements : undefined;
}

function allows(statements: readonly Statement[], action: string, arn: string): boolean {
  const apply = statements.filter(
    ({ Action, Resource }) =>
      textsOf(Action).some((one) => compileWildcard(one.toLowerCase())(action.toLowerCase())) &&
      // A grant of a part of the bucket is for the objects that the rule is about.
      textsOf(Resource).some((one) => one.startsWith(arn) || compileWildcard(one)(arn)),
  );
  return apply.some(({ Effect }) => Effect === "Allow") && !apply.some(({ Effect }) => Effect === "Deny");
}

function textsOf(value: unknown): string[] {
  return valuesOf(value).filter((one) => typeof one === "string");
}
