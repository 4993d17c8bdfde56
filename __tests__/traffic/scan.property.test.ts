import fc from "fast-check";
import { expect, it } from "vitest";
import { field } from "../../traffic/columns";
import { digest, Interner, viewOf } from "../../traffic/intern";
import { LineScanner } from "../../traffic/scan";
import { codePoint } from "../support/any-text";

const numRuns = Number(process.env.OUTLAST_RUNS ?? 400);

const fields = "date time x-edge-location sc-bytes cs-method cs-uri-stem sc-status cs(User-Agent)";
/** Bytes that are neither a tab nor an end of a line, those below 16 and above 127 as often as others. */
const bytes = fc.array(
  fc.oneof(
    fc.constantFrom(...[0, 1, 8, 11, 12, 14, 15, 16, 127, 128, 255]),
    fc.integer({ min: 32, max: 126 }),
  ),
  { maxLength: 11 },
);

it("finds the columns of any bytes, wherever they begin and in whatever pieces they come", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(bytes, { minLength: 8, maxLength: 11 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 70 }),
      (lines, size) => {
        const text = lines.map((values) => ["x", ...values.map((value) => String.fromCharCode(...value))]);
        const seen: string[] = [];
        const scanner = new LineScanner((line) => {
          const [from, to] = [line.start(field.date), line.end(field.agent)];
          seen.push(line.buffer.toString("latin1", from, to));
          return undefined;
        });
        const whole = Buffer.from(
          `#Fields: c ${fields}\n${text.map((values) => `${values.join("\t")}\n`).join("")}`,
          "latin1",
        );
        for (let at = 0; at < whole.length; at += size) scanner.push(whole.subarray(at, at + size));
        scanner.end();
        expect(seen).toEqual(text.map((values) => values.slice(1, 9).join("\t")));
        expect(scanner.leftOut).toEqual({});
      },
    ),
    { numRuns },
  );
});

it("tells two values apart that differ, and no two that do not, wherever they stand", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ max: 2, maxLength: 9 }), { minLength: 1, maxLength: 30 }),
      fc.nat(9),
      (values, before) => {
        const texts = new Interner((text) => text, 100);
        const digests = new Map<string, number>();
        for (const value of values) {
          const view = viewOf(Buffer.concat([Buffer.alloc(before, 1), value, Buffer.alloc(before, 2)]));
          const text = Buffer.from(value).toString();
          const number = digest(view, before, before + value.length);
          expect(texts.get(view, before, before + value.length)).toBe(text);
          expect(digests.get(text) ?? number).toBe(number);
          digests.set(text, number);
        }
        expect(texts.values().toSorted()).toEqual([...digests.keys()].toSorted());
      },
    ),
    { numRuns },
  );
});

const names = ["date", "time", "x-edge-location", "sc-bytes", "cs-method", "cs-uri-stem", "sc-status"];
const value = fc.oneof(
  fc.constantFrom("", "-", "GET", "2026-11-01", 'a"b', "a\\b", "a\tb", "é", " "),
  fc.string({ unit: codePoint, maxLength: 4 }),
  fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, 1e15, 1e21)),
  fc.constantFrom(null, true, {}, [1], { date: "x" }),
);
const more = fc.constantFrom(
  "cs(User-Agent)",
  "cs-user-agent",
  "c-ip",
  "x-forwarded-for",
  "__proto__",
  "",
  "é",
);
/** Mostly whole requests: what is written of an object, with blanks, and with a byte changed or cut off. */
const written = fc
  .tuple(
    fc.tuple(...names.map(() => value)),
    fc.array(fc.tuple(more, value), { maxLength: 4 }),
    fc.subarray(names, { minLength: 6 }),
    fc.constantFrom("", " ", "  "),
    fc.option(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom("", '"', "}", "0", "\\", "x")),
      {
        freq: 3,
      },
    ),
  )
  .map(([values, others, kept, blank, changed]) => {
    const all = [...names.map((name, at) => [name, values[at]] as const), ...others];
    const pairs = all
      .filter(([name]) => !names.includes(name) || kept.includes(name))
      .map(([name, one]) => `${JSON.stringify(name)}${blank}:${blank}${JSON.stringify(one)}`);
    const text = `{${blank}${pairs.join(`${blank},${blank}`)}${blank}}${blank}`;
    const at = changed == null ? text.length : 1 + Math.floor(changed[0] * (text.length - 1));
    return text.slice(0, at) + (changed?.[1] ?? "") + (changed?.[1] === "" ? "" : text.slice(at + 1));
  });

/** What a scanner finds in a line, and why it leaves it out. */
function found(give: (scanner: LineScanner) => void) {
  const seen: string[][] = [];
  const scanner = new LineScanner((line) => {
    seen.push(Object.values(field).map((which) => line.text(which)));
    return undefined;
  });
  give(scanner);
  return { seen, leftOut: scanner.leftOut };
}

it("reads in a line of JSON what JSON.parse does", () => {
  fc.assert(
    fc.property(fc.array(written, { minLength: 1, maxLength: 5 }), (lines) => {
      const read = found((scanner) => scanner.push(Buffer.from(`${lines.join("\n")}\n`)));
      const parsed = found((scanner) => {
        for (const line of lines) {
          let values: Record<string, unknown>;
          try {
            values = JSON.parse(line);
          } catch {
            scanner.leftOut["cut-off"] = (scanner.leftOut["cut-off"] ?? 0) + 1;
            continue;
          }
          scanner.row(values);
        }
      });
      expect(read).toEqual(parsed);
    }),
    { numRuns },
  );
});
