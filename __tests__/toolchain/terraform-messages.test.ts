import { describe, expect, it } from "vitest";
import { diagnosticsOf } from "../../toolchain/terraform-messages";

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
