import fc from "fast-check";
import { expect, it } from "vitest";
import { LineScanner } from "../../traffic/scan";
import { RequestTally } from "../../traffic/tally";

const numRuns = Number(process.env.OUTLAST_RUNS ?? 60);

const fields =
  "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(User-Agent) x-edge-result-type c-country";
const line = fc
  .tuple(
    fc.constantFrom("2026-11-01", "2026-11-02"),
    fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, "0")}:00:01`),
    fc.constantFrom("FRA56-P1", "NRT12", "ü"),
    fc.nat(5_000).map(String),
    // Some logs have no addresses.
    fc.oneof(
      fc.nat(6).map((who) => `203.0.113.${who}`),
      fc.constant("-"),
    ),
    fc.constantFrom("GET", "HEAD"),
    fc.constantFrom("d1.cloudfront.net", "d2.cloudfront.net", "-"),
    fc.constantFrom("/", "/a", "/b.css", "/ü"),
    fc.constantFrom("200", "304", "404", "503", "000", "no"),
    fc.constantFrom("Mozilla/5.0", "curl/8", "iPhone%20Mobile"),
    fc.constantFrom("Hit", "Miss", "RefreshHit"),
    fc.constantFrom("DE", "-"),
  )
  .map((values) => values.join("\t"));

function counted(tally: RequestTally, lines: readonly string[]): RequestTally {
  tally.begin();
  new LineScanner((one) => tally.add(one)).push(Buffer.from(`#Fields: ${fields}\n${lines.join("\n")}\n`));
  return tally;
}

it("files that are counted apart come to what they do together, whoever counted which", async () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.array(line, { maxLength: 30 }), fc.nat(2)), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
      (files, k) => {
        const whole = new RequestTally(k);
        const apart = [0, 1, 2].map((at) => new RequestTally(k, { strangers: at * 2 ** 40 }));
        for (const [lines, by] of files) {
          counted(whole, lines);
          counted(apart[by] as RequestTally, lines);
        }
        const together = new RequestTally(k);
        for (const one of apart) together.absorb(structuredClone(one.part()));
        expect(together.profile()).toEqual(whole.profile());
        expect([together.sums, together.paths]).toEqual([whole.sums, whole.paths]);
      },
    ),
    { numRuns },
  );
});
