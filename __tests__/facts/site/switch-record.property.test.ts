import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type AuditLine,
  holdOf,
  isPersons,
  lineAfter,
  parseAudit,
  renderAudit,
  sentinelName,
  switchedOff,
  thrownBy,
  throwsWithin,
} from "../../../facts/site/switch-record";
import { codePoint } from "../../support/any-text";

it("what is kept of an audit loses nothing that the sentinel goes by, however long people's names and words are, and always fits", () => {
  const words = fc.oneof(
    fc.string({ unit: codePoint, maxLength: 512 }),
    fc.constantFrom('"'.repeat(512), "\u0001".repeat(512), "\\".repeat(512), "drill"),
  );
  const side = fc.constantFrom("primary" as const, "replica" as const);
  const person = fc.record({
    side,
    by: fc.constantFrom("arn:aws:iam::1:user/ann", `arn:aws:iam::1:user/${"path/".repeat(100)}ben`),
    reason: words,
    hold: fc.constantFrom(undefined, "until thrown", new Date(Date.UTC(2026, 0, 2)).toISOString()),
  });
  const order = fc.record({
    order: fc.constant(true as const),
    ...{ by: fc.constantFrom("ann", `${"x".repeat(600)}ben`), reason: words },
    sentinel: fc.constantFrom("off" as const, "on" as const),
  });
  const sentinel = fc.record({ side, region: fc.constantFrom("eu-west-1", "us-west-2") });
  const written = fc.array(
    fc.oneof(
      person,
      order,
      sentinel.map((one) => ({ ...one, by: sentinelName, reason: "r".repeat(200) })),
    ),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(written, (steps) => {
      let whole: readonly AuditLine[] = [];
      let kept: readonly AuditLine[] = [];
      let now: AuditLine["side"] = "primary";
      for (const [minute, step] of steps.entries()) {
        now = "side" in step ? step.side : now;
        const at = Date.UTC(2026, 0, 1, 0, minute);
        const given = JSON.parse(JSON.stringify({ ...step, side: now, at: new Date(at).toISOString() }));
        whole = [lineAfter(whole, given), ...whole];
        const text = renderAudit([lineAfter(kept, given), ...kept]);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_024);
        kept = parseAudit(text);
        const goesBy = (audit: readonly AuditLine[]) => {
          const state = { side: now, audit };
          const [last, before] = audit.filter((line) => line.order === undefined);
          const isBoths = last?.by === sentinelName && before?.by === sentinelName;
          return [
            ...[audit[0]?.at, holdOf(state, at), thrownBy(state)?.at, isPersons(state)],
            ...[switchedOff(state)?.at, throwsWithin(audit, at), isBoths && before.region],
          ];
        };
        expect(goesBy(kept)).toEqual(goesBy(whole));
      }
    }),
    { numRuns: 100 },
  );
});
