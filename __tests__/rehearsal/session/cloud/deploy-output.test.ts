import { describe, expect, test } from "vitest";
import { DeployOutput, stepsAlone } from "../../../../rehearsal/session/cloud/deploy-output";

/** As cdktf writes it for two stacks at once. */
const written = [
  "docs  Initializing the backend...",
  "docs  aws_s3_bucket.primary_bucket (Primary/Bucket): Creating...",
  "docs  aws_iam_role.role (Role): Creation complete after 0s [id=docs]",
  "      aws_s3_bucket.primary_bucket (Primary/Bucket): Creation complete after 1s [id=docs]",
  "shop  aws_iam_role.role (Role): Creation complete after 0s [id=shop]",
  "shop  ╷",
  "      │ Error: Error acquiring the state lock",
  "docs",
  "      Apply complete! Resources: 2 added, 0 changed, 0 destroyed.",
];

function read(...lines: readonly string[]) {
  const said: string[] = [];
  const output = new DeployOutput(["docs", "shop"], (line) => said.push(line));
  for (const line of lines) output.line(line);
  return { said, failed: output.failed };
}

describe("what cdktf deploy says", () => {
  test("is passed on where something was made or went wrong, with its stack before each line", () => {
    expect(read(...written).said).toEqual([
      "docs: aws_iam_role.role (Role): Creation complete after 0s [id=docs]",
      "docs: aws_s3_bucket.primary_bucket (Primary/Bucket): Creation complete after 1s [id=docs]",
      "shop: aws_iam_role.role (Role): Creation complete after 0s [id=shop]",
      "shop: │ Error: Error acquiring the state lock",
      "docs: Apply complete! Resources: 2 added, 0 changed, 0 destroyed.",
    ]);
  });

  test("is the steps and what went wrong alone, where nobody follows each resource", () => {
    const said: string[] = [];
    const say = stepsAlone((line) => said.push(line));
    for (const line of [...read(...written).said, "state: aws_s3_bucket.state: Creating..."]) say(line);
    expect(said).toEqual([
      "shop: │ Error: Error acquiring the state lock",
      "docs: Apply complete! Resources: 2 added, 0 changed, 0 destroyed.",
    ]);
  });

  test("tells which stack failed, which is the one whose lock is to be cleared", () => {
    expect(read(...written).failed).toBe("shop");
    expect(read("docs  Initializing the backend...").failed).toBe("docs");
  });
});
