import { describe, expect, it } from "vitest";
import { appliedOutputs, diagnosticsOf, progressLine } from "../../toolchain/terraform-messages";

describe("Terraform's diagnostics", () => {
  it("are found between its other messages and what providers write", () => {
    const diagnostic = { severity: "error", summary: "no such bucket" };
    const lines = [
      '{"type":"version"}',
      "provider: starting",
      '{"type":"diagnostic"',
      '{"type":"diagnostic"}',
      JSON.stringify({ type: "diagnostic", diagnostic }),
      "",
    ];
    expect(diagnosticsOf(lines.join("\n"))).toEqual([diagnostic]);
  });
});

describe("the outputs of an apply", () => {
  it("are those that it says at its end, and none where it says nothing of them", () => {
    const version = JSON.stringify({ type: "version", terraform: "1.11.4" });
    const outputs = { name_servers: { sensitive: false, type: ["list", "string"], value: ["ns-1"] } };
    const said = JSON.stringify({ "@message": "Outputs: 1", type: "outputs", outputs });
    expect(appliedOutputs([version, "provider: done", said, ""].join("\n"))).toEqual(outputs);
    expect(appliedOutputs(version)).toEqual({});
  });
});

describe("what a person is told of a run", () => {
  const hook = { action: "create", resource: { addr: "aws_s3_bucket.site" } };
  const warning = { severity: "warning", address: "aws_s3_bucket.site", summary: "deprecated" };
  it.each([
    [{ type: "apply_start", "@message": "site: Creating...", hook }, "site: Creating..."],
    [{ type: "apply_progress", "@message": "site: Still creating...", hook }, undefined],
    [{ type: "apply_start", "@message": "data: Reading...", hook: { ...hook, action: "read" } }, undefined],
    [{ type: "change_summary", "@message": "Plan: 1 to add." }, "Plan: 1 to add."],
    [{ type: "diagnostic", diagnostic: warning }, "warning: aws_s3_bucket.site: deprecated"],
    [{ type: "diagnostic", "@message": "no", diagnostic: { severity: "error", summary: "no" } }, undefined],
  ])("of %j", (message, told) => {
    expect(progressLine(JSON.stringify(message))).toBe(told);
  });

  it("is nothing of what a provider writes in between", () => {
    expect(["provider: starting", "{", ""].map(progressLine)).toEqual([undefined, undefined, undefined]);
  });
});
