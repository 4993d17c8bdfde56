import { expect, test } from "vitest";
import type { SiteInput } from "../../../config";
import { callOf } from "../../e2e/support/iam-recorder";
import { deploymentOfRecord } from "../../e2e/support/site-variants";
import { accountId, Roles } from "../../support/roles";

const site: SiteInput = {
  name: "shop",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
  distribution: { accessLogs: { format: "parquet", athena: true } },
};
const glue = (resource: string) => `arn:aws:glue:eu-central-1:${accountId}:${resource}`;
const workgroup = `arn:aws:athena:eu-central-1:${accountId}:workgroup/shop-logs`;
const database = `${glue("catalog")} ${glue("database/shop_logs")}`;
const table = `${database} ${glue("table/shop_logs/access_logs")}`;

/** What provider 5.100 asked of the local cloud for a table of logs that was made, changed, planned again and destroyed. */
const reads = [
  ...[`athena:GetWorkGroup ${workgroup}`, `athena:ListTagsForResource ${workgroup}`],
  ...[`glue:GetDatabase ${database}`, `glue:GetTags ${glue("database/shop_logs")}`],
  ...[`glue:GetTable ${table}`, `glue:GetPartitionIndexes ${table}`],
];
const writes = [
  ...["CreateWorkGroup", "TagResource", "DeleteWorkGroup"].map((action) => `athena:${action} ${workgroup}`),
  ...[`glue:CreateDatabase ${database}`, `glue:TagResource ${glue("database/shop_logs")}`],
  ...["CreateTable", "UpdateTable", "DeleteTable"].map((action) => `glue:${action} ${table}`),
  `glue:DeleteDatabase ${database} ${glue("table/shop_logs/*")} ${glue("userDefinedFunction/shop_logs/*")}`,
];

test("who plans reads the table of logs, who applies makes it, and nobody has another site's", () => {
  const roles = Roles.of([site], deploymentOfRecord);
  const refused = (role: "plan" | "apply", lines: readonly string[]) =>
    lines.filter((line) => {
      const { action, context, resources } = callOf(line);
      return !resources.every((resource) => roles.may(role, { action, context, resource }));
    });
  expect(refused("plan", reads)).toEqual([]);
  expect(refused("apply", [...reads, ...writes])).toEqual([]);
  expect(refused("plan", writes)).toEqual(writes);
  const others = writes.map((line) => line.replaceAll("shop", "docs"));
  expect(refused("apply", others)).toEqual(others);
});
