import { describe, expect, it } from "vitest";
import { stateContent } from "../../toolchain/state";

/** As `terraform state pull` gives it (version 4), of a configuration with a module, `count` and `for_each`. */
const state = {
  version: 4,
  outputs: { name_servers: { value: ["ns-1"], type: ["list", "string"] } },
  resources: [
    { mode: "data", type: "aws_iam_policy_document", name: "trust", instances: [{ attributes: {} }] },
    { mode: "managed", type: "aws_s3_bucket", name: "site", instances: [{ attributes: { bucket: "a" } }] },
    {
      ...{ mode: "managed", type: "aws_s3_bucket", name: "copies" },
      instances: [0, 1].map((index_key) => ({ index_key, attributes: { bucket: `copy-${index_key}` } })),
    },
    {
      ...{ module: 'module.logs["eu"]', mode: "managed", type: "aws_s3_bucket", name: "by_name" },
      instances: [{ index_key: 'the "first" ${x}', attributes: { bucket: "log" } }],
    },
    { mode: "managed", type: "aws_iam_role", name: "none", instances: [] },
  ],
};

describe("what a state has", () => {
  it("is said by addresses as `terraform state list` says them", () => {
    expect([...stateContent(JSON.stringify(state)).addresses]).toEqual([
      "data.aws_iam_policy_document.trust",
      "aws_s3_bucket.site",
      "aws_s3_bucket.copies[0]",
      "aws_s3_bucket.copies[1]",
      'module.logs["eu"].aws_s3_bucket.by_name["the \\"first\\" $${x}"]',
    ]);
  });

  it("is given by type, instance by instance", () => {
    const buckets = stateContent(JSON.stringify(state)).attributes("aws_s3_bucket");
    expect(buckets.map(({ bucket }) => bucket)).toEqual(["a", "copy-0", "copy-1", "log"]);
  });

  it("has its outputs with it", () => {
    expect(stateContent(JSON.stringify(state)).outputs.name_servers?.value).toEqual(["ns-1"]);
  });

  it("is nothing before the first apply", () => {
    const { addresses, attributes, outputs } = stateContent("\n");
    expect([addresses.size, attributes("aws_s3_bucket"), outputs]).toEqual([0, [], {}]);
  });
});
