import { describe, expect, it } from "vitest";
import { renderAudit, throwsWithin } from "../../../facts/site/switch-record";

const line = (n: number, reason = "outage") => ({
  side: "replica" as const,
  at: new Date(Date.UTC(2026, 0, n)).toISOString(),
  by: "arn:aws:iam::123456789012:user/ops",
  reason,
});

describe("renderAudit", () => {
  it("keeps as many lines as a value of the store holds, newest first", () => {
    const text = renderAudit(Array.from({ length: 30 }, (_, i) => line(30 - i)));
    const kept = JSON.parse(text);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_024);
    expect(kept.length).toBeGreaterThan(5);
    expect(kept[0].at).toBe(line(30).at);
  });

  it("keeps the newest line whatever came before", () => {
    const kept = JSON.parse(renderAudit([line(2, "é".repeat(250)), line(1, "x".repeat(500))]));
    expect(kept).toEqual([line(2, "é".repeat(250))]);
  });
});

it("throws that a clock wrote which was ahead are none of this hour", () => {
  const at = Date.UTC(2026, 0, 1);
  const throws = [at / 1_000 + 86_400, at / 1_000 - 60];
  expect(throwsWithin([{ ...line(1), throws }], at)).toEqual([at / 1_000 - 60]);
});
