import { describe, expect, it } from "vitest";
import { loadTerraform } from "../../../rehearsal/terraform";
import { siteJson } from "../../support/site-json";

const automatic = { regions: ["us-west-2", "eu-west-1"], formerRegions: ["sa-east-1", "us-west-2"] };
const json = siteJson({ failover: { automatic }, headers: { runtime: "cloudfront-function" } });
const regionOf = Object.fromEntries(
  json.provider.aws.map(({ alias, region }) => [alias === undefined ? undefined : `aws.${alias}`, region]),
);

/** Where the resources of a type are whose address has this in it. */
function placesOf(type: string, part: string): unknown[] {
  const blocks = (json.resource as Record<string, Record<string, { provider?: string }>>)[type] ?? {};
  return Object.entries(blocks)
    .filter(([name]) => name.includes(part))
    .map(([, { provider }]) => regionOf[provider as string]);
}

describe("a site with sentinels in further regions", () => {
  it("has the function, its log, its schedule and its alarms in each of them, and those in the replica's first", () => {
    const everywhere = ["eu-west-1", "us-west-2"];
    for (const type of ["lambda_function", "scheduler_schedule", "cloudwatch_log_group"])
      expect(placesOf(`aws_${type}`, "sentinel")).toEqual(everywhere);
    for (const alarm of ["acts", "fails", "silent"])
      expect(placesOf("aws_cloudwatch_metric_alarm", `sentinel_${alarm}`)).toEqual(everywhere);
    expect(placesOf("aws_sns_topic", "topic")).toContain("us-west-2");
  });

  it("has one role for all of them, and one that calls each", () => {
    const { data } = json as unknown as { data: { aws_iam_policy_document: Record<string, unknown> } };
    expect(
      Object.keys(json.resource?.aws_iam_role ?? {}).filter((name) => name.includes("sentinel")),
    ).toEqual(["sentinel_access_role", "sentinel_schedule_access_role"]);
    expect(data.aws_iam_policy_document.sentinel_schedule_access_permissions).toMatchObject({
      statement: [
        {
          actions: ["lambda:InvokeFunction"],
          resources: ["sentinel_function", "sentinel_us_west_2_function"].map(
            (name) => `\${aws_lambda_function.${name}.arn}`,
          ),
        },
      ],
    });
  });

  it("knows where one was that the next deployment takes away", () => {
    expect(regionOf["aws.sentinel_sa_east_1"]).toBe("sa-east-1");
    expect(Object.keys(regionOf).filter((alias) => alias.startsWith("aws.sentinel_"))).toHaveLength(2);
  });

  it("says so in its outputs, and is rehearsed with both", () => {
    expect(json.output).toMatchObject({
      outlast: {
        value: { sentinel: { name: "shop-sentinel", region: "eu-west-1", further_regions: ["us-west-2"] } },
      },
    });
    const { sentinels } = loadTerraform(JSON.stringify(json), { folder: ".", name: "cdk.tf.json" });
    expect(sentinels.map(({ region }) => region)).toEqual(["eu-west-1", "us-west-2"]);
  });
});
