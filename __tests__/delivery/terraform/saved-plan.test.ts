import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { readSavedPlan, type SavedPlan, whyStale } from "../../../delivery/terraform/saved-plan";
import { progressLine } from "../../../toolchain/terraform-messages";

const configuration = '{"resource":{}}';
const state = { lineage: "a", serial: 4 };

/** A plan file as Terraform 1.11 writes it. */
function planFile(stateJson: string, config = "tfconfig/m-/cdk.tf.json"): Uint8Array {
  return zipSync({
    tfplan: strToU8("protobuf"),
    tfstate: strToU8(stateJson),
    [config]: strToU8(configuration),
    ".terraform.lock.hcl": strToU8("provider {}"),
  });
}

describe("a saved plan", () => {
  test("is read for its configuration, its state and its providers", () => {
    expect(readSavedPlan(planFile('{"version":4,"lineage":"a","serial":4}'))).toEqual({
      configuration,
      state,
      lockFile: "provider {}",
    });
  });

  test("may have been made before there was a state", () => {
    expect(readSavedPlan(planFile('{"version":4,"lineage":"","serial":0}'))?.state).toBeUndefined();
  });

  test("of another shape is not one", () => {
    expect(readSavedPlan(strToU8("PK something else"))).toBeUndefined();
    expect(readSavedPlan(planFile("not json"))).toBeUndefined();
    expect(readSavedPlan(planFile("{}", "tfconfig/m-/main.tf"))).toBeUndefined();
  });

  const plan: SavedPlan = { configuration, state };

  test("may be applied while the state and the branch are where they were", () => {
    expect(whyStale(plan, { configuration, state: { ...state } })).toBeUndefined();
    expect(whyStale({ configuration }, { configuration, state: undefined })).toBeUndefined();
  });

  test("may not be applied otherwise, and says why", () => {
    const why = (now: Partial<Parameters<typeof whyStale>[1]>, of: SavedPlan | undefined = plan) =>
      whyStale(of, { configuration, state, ...now });
    expect(whyStale(undefined, { configuration, state })).toBe("the reviewed plan cannot be read");
    expect(why({ configuration: "{}" })).toBe("the branch no longer describes what was reviewed");
    expect(why({ state: { lineage: "a", serial: 6 } })).toBe(
      "the state has moved since the review, from serial 4 to 6",
    );
    expect(why({ state: { lineage: "b", serial: 4 } })).toBe(
      "the state is another one than the plan was made for",
    );
    expect(why({ state: undefined })).toBe("the state is another one than the plan was made for");
  });
});

describe("what is told of Terraform's output", () => {
  const line = (message: object) => progressLine(JSON.stringify({ "@message": "said", ...message }));

  test("is what it begins and ends, its summary and its warnings", () => {
    expect(line({ type: "apply_start", hook: { action: "create" } })).toBe("said");
    expect(line({ type: "apply_complete", hook: { action: "delete" } })).toBe("said");
    expect(line({ type: "change_summary" })).toBe("said");
    expect(
      line({ type: "diagnostic", diagnostic: { severity: "warning", summary: "old", address: "a.b" } }),
    ).toBe("warning: a.b: old");
  });

  test("is neither reads, nor errors, which end the run, nor values", () => {
    expect(line({ type: "apply_start", hook: { action: "read" } })).toBeUndefined();
    expect(line({ type: "diagnostic", diagnostic: { severity: "error", summary: "no" } })).toBeUndefined();
    expect(line({ type: "outputs" })).toBeUndefined();
    expect(progressLine("plain text")).toBeUndefined();
    expect(progressLine("{ broken")).toBeUndefined();
  });
});
