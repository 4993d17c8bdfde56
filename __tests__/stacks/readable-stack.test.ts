import { TerraformOutput, Testing } from "cdktf";
import { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import { logicalId, ReadableStack } from "../../stacks/readable-stack";
import { testApp } from "../support/test-app";

describe("logical ids", () => {
  it.each([
    [["Distribution", "OriginAccess"], "distribution_origin_access"],
    [["Distribution", "Resource"], "distribution"],
    [["Dns", "www-example-com-AAAA"], "dns_www_example_com_aaaa"],
    [["Cache", "edge-10m"], "cache_edge_10m"],
  ])("join %j as %s", (ids, name) => {
    expect(logicalId(ids)).toBe(name);
  });

  it("are an error when two constructs would have the same one", () => {
    const stack = new ReadableStack(testApp(), "shop");
    new TerraformOutput(new Construct(stack, "a"), "b", { value: 1 });
    new TerraformOutput(stack, "a-b", { value: 2 });
    expect(() => Testing.synth(stack)).toThrow('"shop/a/b" and "shop/a-b" would both be named "a_b"');
  });
});
