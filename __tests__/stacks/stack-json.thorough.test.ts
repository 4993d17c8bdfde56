import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { Fn, Lazy, TerraformOutput, TerraformStack, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { readProject } from "../../config";
import * as example from "../../site.config";
import { ReadableStack } from "../../stacks/readable-stack";
import { SiteStack } from "../../stacks/site-stack";
import { projects } from "../golden/configurations";
import { testApp } from "../support/test-app";

/** What CDKTF itself writes of a stack. */
function byCdktf(stack: TerraformStack): unknown {
  TerraformStack.prototype.prepareStack.call(stack);
  return TerraformStack.prototype.toTerraform.call(stack);
}

function ours(stack: TerraformStack): unknown {
  stack.prepareStack();
  return stack.toTerraform();
}

/** A stack with one bucket, and whatever is built beside it. */
function stackWith(build: (stack: ReadableStack, bucket: S3Bucket) => void): ReadableStack {
  const stack = new ReadableStack(testApp(), "shop");
  build(stack, new S3Bucket(stack, "Bucket", { bucket: "shop" }));
  return stack;
}

const output =
  (value: (bucket: S3Bucket) => unknown) =>
  (stack: ReadableStack, bucket: S3Bucket): void => {
    new TerraformOutput(stack, "value", { value: value(bucket) });
  };

describe("the JSON of a stack", () => {
  it.each([["example", example as object], ...Object.entries(projects)])(
    "is what CDKTF makes of each site of %s",
    (_, project) => {
      const { sites, deployment } = readProject(project);
      for (const site of sites) {
        const stack = () => new SiteStack(testApp(), site.name, { site, deployment });
        expect(ours(stack())).toStrictEqual(byCdktf(stack()));
      }
    },
  );

  it.each<[string, (stack: ReadableStack, bucket: S3Bucket) => void]>([
    ["text with an attribute in it", output(({ arn }) => `${arn}/*`)],
    ["text with several attributes and braces", output(({ arn, id }) => `{"of":{"a":"${arn}"},"b":"${id}"}`)],
    ["an attribute in an expression", output(({ arn, id }) => `\${upper(${arn})} of ${id}, {${arn}}`)],
    [
      "text with what is no text in it",
      output((bucket) => `a ${Token.asString([1, bucket.arn])} of ${bucket.id}`),
    ],
    ["an attribute that is a list", output((bucket) => bucket.getListAttribute("hosts"))],
    ["an attribute that is a list, in a list", output((bucket) => [bucket.getListAttribute("hosts"), "b"])],
    ["an attribute that is a number", output((bucket) => bucket.getNumberAttribute("count"))],
    ["text with a number in it", output((bucket) => `${bucket.getNumberAttribute("count")} of 5e+230`)],
    ["an attribute that is a list of numbers", output((bucket) => bucket.getNumberListAttribute("ports"))],
    ["an attribute that is a map", output((bucket) => bucket.getStringMapAttribute("labels"))],
    ["a key that is an attribute", output(({ arn }) => ({ [arn]: { of: arn, plain: true } }))],
    ["a function of Terraform's", output(({ arn }) => Fn.join("-", [arn, "a", Fn.upper("b")]))],
    [
      "what is produced late",
      output(() => Lazy.anyValue({ produce: () => ({ one: [1, undefined, null] }) })),
    ],
    [
      "nothing, and nothing in lists",
      (stack) => stack.addOverride("locals", { none: undefined, no: null, list: [undefined, 1, null, []] }),
    ],
    ["braces that are Terraform's own", output(({ arn }) => `\${each.value} %{if x} ${arn} \${local.y}`)],
    [
      "a date, and an object of a class",
      output(() => ({ at: new Date(0), url: Object.assign(new Map(), { a: 1 }) })),
    ],
    [
      "overrides",
      (stack, bucket) => {
        bucket.addOverride("tags.Owner", bucket.arn);
        bucket.addOverride("bucket", undefined);
        stack.addOverride("terraform.required_version", undefined);
        stack.addOverride("locals.at", bucket.arn);
        stack.addOverride("removed", [{ from: "aws_s3_bucket.old" }]);
        stack.addOverride("resource.aws_s3_bucket.bucket.tags.Late", Token.asAny(bucket.arn));
      },
    ],
    [
      "a stack within the stack",
      (stack, { arn }) => {
        const inner = new ReadableStack(stack, "inner");
        new CloudwatchDashboard(inner, "Dashboard", { dashboardName: "d", dashboardBody: arn });
      },
    ],
  ])("is what CDKTF makes of %s", (_, build) => {
    expect(ours(stackWith(build))).toStrictEqual(byCdktf(stackWith(build)));
  });

  it("has an output in the stack that another refers to", () => {
    const app = testApp();
    const from = new ReadableStack(app, "from");
    const bucket = new S3Bucket(from, "Bucket", { bucket: "shop" });
    const to = new ReadableStack(app, "to");
    new TerraformOutput(to, "bucket", { value: `at ${bucket.arn}` });
    for (const stack of [from, to]) stack.prepareStack();
    expect(from.toTerraform().output).toMatchObject({
      cross_stack_output_aws_s3_bucket_bucket_arn: { value: "${aws_s3_bucket.bucket.arn}" },
    });
    expect(JSON.stringify(to.toTerraform().output)).toContain("data.terraform_remote_state.");
  });

  it("is refused in CDKTF's own words, with the path of what cannot be written", () => {
    const within = (value: unknown) => stackWith(output(() => ({ list: [{ value }] })));
    for (const value of [
      () => 1,
      stackWith(() => {}),
      Token.ANY_MAP_TOKEN_VALUE,
      Token.NUMBER_MAP_TOKEN_VALUE,
    ]) {
      const said = thrown(() => byCdktf(within(value)));
      expect(said).toMatch(/\S/);
      expect(thrown(() => within(value).toTerraform())).toBe(said);
    }
  });
});

function thrown(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return String(error);
  }
  return "";
}
