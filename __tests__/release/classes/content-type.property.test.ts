import { brotliCompressSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { servedAs } from "../../../release/classes/content-type";

/** How each kind of text declares a charset, in bytes of ASCII. */
const declarations: Readonly<Record<string, (charset: string) => string>> = {
  html: (charset) => `<!doctype html><meta charset="${charset}">`,
  css: (charset) => `@charset "${charset}";`,
  svg: (charset) => `<?xml version="1.0" encoding="${charset}"?>`,
};
const extension = fc.constantFrom("html", "css", "svg", "js", "txt");
const label = fc.constantFrom(
  "",
  "utf-8",
  "iso-8859-1",
  "windows-1251",
  "shift_jis",
  "euc-kr",
  "gbk",
  "klingon",
);
const tail = fc.oneof(
  fc.string({ unit: "grapheme" }).map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
);
/** Byte order marks, and XML's `<?` of two bytes each. */
const marks = [
  ["efbbbf", "utf-8"],
  ["feff", "utf-16be"],
  ["003c003f", "utf-16be"],
  ["fffe", "utf-16le"],
  ["3c003f00", "utf-16le"],
] as const;
const mark = fc.constantFrom("", "efbbbf", "fffe", "feff").map((hex) => Buffer.from(hex, "hex"));

/** The text that a browser reads; undefined where the bytes are none of the charset. */
function readAs(charset: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

it("a text is sent with no charset that its bytes contradict, and one that contradicts itself is said", () => {
  fc.assert(
    fc.property(extension, label, mark, tail, (end, charset, begin, rest) => {
      const said = charset === "" ? undefined : declarations[end]?.(charset);
      const bytes = Buffer.concat([begin, Buffer.from(said ?? ""), rest]);
      const { contradiction, served } = servedAs(`a.${end}`, bytes);
      const sent = /; charset=(.+)$/.exec(served.contentType)?.[1];
      const marked = marks.find(([head]) => bytes.toString("hex").startsWith(head));
      const known = said !== undefined && charset !== "klingon" ? charset : "utf-8";
      if (marked !== undefined) {
        // A byte order mark beats all that is said, in browsers too.
        expect(sent).toBe(marked[1]);
      } else if (contradiction === undefined) {
        expect(sent).toBe(known);
        expect(readAs(known, bytes)).toBeDefined();
      } else {
        expect(sent).toBeUndefined();
        expect(known === "utf-8" && readAs("utf-8", bytes) !== undefined).toBe(false);
      }
    }),
    { numRuns: 2000 },
  );
});

/** No half of a character before it: of what is packed, the beginning alone is looked at. */
const stop = Buffer.from(".");

it("what is compressed beforehand has the type and charset of what is in it", () => {
  fc.assert(
    fc.property(fc.constantFrom("html", "css", "svg", "js"), label, tail, (end, charset, rest) => {
      const bytes = Buffer.concat([
        Buffer.from(charset === "" ? "" : (declarations[end]?.(charset) ?? "")),
        rest,
        stop,
      ]);
      const { served } = servedAs(`a.${end}`, bytes);
      for (const [suffix, contentEncoding, pack] of [
        ["br", "br", brotliCompressSync],
        ["gz", "gzip", gzipSync],
      ] as const)
        expect(servedAs(`a.${end}.${suffix}`, pack(bytes)).served).toEqual({ ...served, contentEncoding });
      // Under its own name too.
      expect(servedAs(`a.${end}`, gzipSync(bytes)).served).toEqual({ ...served, contentEncoding: "gzip" });
    }),
    { numRuns: 400 },
  );
});
