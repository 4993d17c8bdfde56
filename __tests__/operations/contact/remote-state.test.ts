import { afterEach, expect, test, vi } from "vitest";
import { stateOutputs } from "../../../operations/contact/remote-state";
import { StoreError } from "../../../release";
import { S3Store } from "../../../release/aws/s3-store";
import { outputsOf } from "../../support/site-outputs";

afterEach(() => vi.restoreAllMocks());
const deployment = { project: "acme", bucketSuffix: "x", region: "eu-west-1" };

/** The state bucket, with this object in it alone. */
function holding(key: string, state: object) {
  return vi.spyOn(S3Store.prototype, "get").mockImplementation(async function (this: S3Store, asked) {
    if (this.name !== "acme-state-x (eu-west-1)" || asked !== key)
      throw new StoreError("not-found", `no ${asked}`);
    return { body: new TextEncoder().encode(JSON.stringify(state)) } as never;
  });
}

test("the outputs of a site are read from its state in S3, without Terraform or a synthesis", async () => {
  const value = outputsOf("E1", { site: "docs" });
  holding("stacks/docs.tfstate", { version: 4, outputs: { outlast: { value, type: "object" } } });
  expect(await stateOutputs(deployment, "docs")).toMatchObject({ site: "docs", url: value.url });
});

test("where there is no state and no sheet, that is said in a line", async () => {
  holding("stacks/other.tfstate", {});
  await expect(stateOutputs(deployment, "docs")).rejects.toMatchObject({
    code: "OUTPUTS_NOT_DEPLOYED",
    value: expect.stringMatching(
      /^neither bucket of docs has a contact sheet, and there is no stacks\/docs\.tfstate in acme-state-x/,
    ),
  });
});

test("a state without outputs is of no deployed site", async () => {
  holding("stacks/docs.tfstate", { version: 4, outputs: {} });
  await expect(stateOutputs(deployment, "docs")).rejects.toMatchObject({ code: "OUTPUTS_NOT_DEPLOYED" });
});
