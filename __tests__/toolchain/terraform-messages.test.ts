import { describe, expect, it } from "vitest";
import { diagnosticsOf, progressLine } from "../../toolchain/terraform-messages";

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
