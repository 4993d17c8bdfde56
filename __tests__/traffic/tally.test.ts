import { expect, it } from "vitest";
import { Interner, viewOf } from "../../traffic/intern";
import { LineScanner } from "../../traffic/scan";
import { RequestTally } from "../../traffic/tally";

const fields =
  "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id";

/** Of five paths and two cities, where each request has an address, a referrer, a query, a cookie and an id that no other has. */
function lines(from: number, count: number): string {
  return Array.from({ length: count }, (_, line) => {
    const at = from + line;
    const [ip, place] = [`10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`, at % 2 ? "FRA56-P1" : "NRT12"];
    return [
      ...["2026-11-01", "10:00:01", place, "1000", ip, "GET", "d1.cloudfront.net", `/page-${at % 5}/`, "200"],
      ...[`https://example.com/${at}`, "Mozilla/5.0", `q=${at}`, `id=${at}`, "Hit", `id-${at}`],
    ].join("\t");
  }).join("\n");
}

it("a tally keeps nothing more of more lines: of ten times as many there are other numbers alone", () => {
  const tally = new RequestTally(10);
  tally.begin();
  const scanner = new LineScanner((line) => tally.add(line));
  const kept = () => JSON.stringify(tally.part(), (_, value) => (typeof value === "number" ? 0 : value));
  scanner.push(Buffer.from(`#Fields: ${fields}\n${lines(0, 200)}\n`));
  const ofFew = kept();
  scanner.push(Buffer.from(`${lines(200, 1_800)}\n`));
  expect(tally.sums.requests).toBe(2_000);
  expect(kept()).toBe(ofFew);
});

it("a value is made a string when it is met first, and never again", () => {
  const made: string[] = [];
  const names = new Interner((text) => made.push(text), 100);
  for (let at = 0; at < 1_000; at++) {
    const bytes = viewOf(Buffer.from(`agent ${at % 50}`));
    names.get(bytes, 0, bytes.byteLength);
  }
  expect(made).toHaveLength(50);
});
