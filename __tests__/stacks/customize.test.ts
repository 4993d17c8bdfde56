import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { readProject } from "../../config";
import { loadTerraform } from "../../rehearsal/terraform";
import { SiteStack } from "../../stacks/site-stack";
import { smallSite } from "../support/sites";
import { testApp } from "../support/test-app";

/** The Terraform JSON of the small site with that hook. */
function customized(customize: unknown): string {
  const site = readProject({
    default: { ...smallSite, headers: { runtime: "cloudfront-function" }, customize },
  }).sites[0];
  if (site === undefined) throw new Error("no site");
  return Testing.synth(new SiteStack(testApp(), site.name, { site }));
}

describe("customize", () => {
  it("adds resources, in the regions of the site too, and overrides what is there, which is then rehearsed", () => {
    const json = customized((stack: SiteStack) => {
      new SnsTopic(stack, "Own", { name: `${stack.site.name}-own`, provider: stack.providers.replica });
      stack.distribution.distribution.addOverride("default_root_object", "start.html");
    });
    expect(JSON.parse(json).resource.aws_sns_topic.own).toMatchObject({
      name: "shop-own",
      provider: "aws.replica",
    });
    const loaded = loadTerraform(json, { folder: ".", name: "cdk.tf.json" });
    expect(loaded.distributions[0]).toMatchObject({ defaultRootObject: "start.html" });
  });

  it("sets what only newer providers know, which the rehearsal reads, and tells of where it does nothing", () => {
    const json = customized((stack: SiteStack) => {
      stack.distribution.distribution.addOverride("cache_tag_config", {
        header_name: "x-amz-meta-cache-tag",
      });
      stack.primary.bucket.addOverride("bucket_namespace", "account-regional");
    });
    const { warnings } = loadTerraform(json, { folder: ".", name: "cdk.tf.json" });
    expect(warnings.filter((warning) => /cache_tag|namespace/.test(warning))).toEqual([
      expect.stringMatching(/cache_tag_config: objects have no cache tags here/),
    ]);
  });

  it("is a function", () => {
    expect(() => customized("now")).toThrow(/It takes a function\./);
  });

  it("has every part of the stack", () => {
    let parts: object = {};
    customized((stack: SiteStack) => {
      const { certificate, distribution, monitoring, primary, replica, viewerRequest, zone } = stack;
      parts = { certificate, distribution, monitoring, primary, replica, viewerRequest, zone };
    });
    const none = Object.entries(parts).filter(([, part]) => part === undefined);
    expect(none.map(([name]) => name)).toEqual(["certificate", "zone"]);
  });
});
