import { asks } from "./asks";
import type { LiveReadings } from "./readings";

/** Reads the role that copies objects, with its policies. */
export async function readRole(readings: LiveReadings, arn: string): Promise<void> {
  const RoleName = arn.split("/").at(-1) ?? "";
  if (readings.has("aws_iam_role", RoleName)) return;
  const known = { arn, id: RoleName, name: RoleName };
  await readings.read(
    { type: "aws_iam_role", name: RoleName, known },
    asks.role,
    { RoleName },
    ({ Role }) => ({
      assume_role_policy: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""),
    }),
  );
  const types = ["aws_iam_role_policy", "aws_iam_role_policy_attachment"];
  const [inline, attached] = await Promise.all([
    readings.list(types, asks.rolePolicies, { RoleName }),
    readings.list(types, asks.attachedPolicies, { RoleName }),
  ]);
  await Promise.all([
    ...(inline?.PolicyNames ?? []).map((PolicyName) =>
      readings.read(
        {
          type: "aws_iam_role_policy",
          name: `${RoleName}:${PolicyName}`,
          known: { role: RoleName, name: PolicyName },
        },
        asks.rolePolicy,
        { RoleName, PolicyName },
        ({ PolicyDocument = "" }) => ({ policy: decodeURIComponent(PolicyDocument) }),
      ),
    ),
    ...(attached?.AttachedPolicies ?? []).map(async ({ PolicyArn = "", PolicyName = "" }) => {
      readings.add({
        type: "aws_iam_role_policy_attachment",
        name: `${RoleName}:${PolicyName}`,
        known: { role: RoleName, policy_arn: PolicyArn },
      });
      const found = await readings.list(["aws_iam_policy"], asks.policy, { PolicyArn });
      const VersionId = found?.Policy?.DefaultVersionId;
      if (VersionId === undefined) return;
      await readings.read(
        { type: "aws_iam_policy", name: PolicyName, known: { arn: PolicyArn, name: PolicyName } },
        asks.policyVersion,
        { PolicyArn, VersionId },
        ({ PolicyVersion }) => ({ policy: decodeURIComponent(PolicyVersion?.Document ?? "") }),
      );
    }),
  ]);
}
