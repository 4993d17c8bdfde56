import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import { applyRange } from "../../../../rehearsal/edge/delivery/range";

const text = "0123456789";
const get = (headers: Record<string, string>, extra: Record<string, string> = {}, method = "GET") => {
  const answer = applyRange(method, new HeaderMap(headers), {
    status: 200,
    headers: new HeaderMap({ "Content-Type": "text/plain", ...extra }),
    body: Buffer.from(text),
  });
  return { ...answer, text: Buffer.from(answer.body).toString() };
};

describe("applyRange", () => {
  test.each([
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=-99", text, "bytes 0-9/10"],
    ["bytes=8-", "89", "bytes 8-9/10"],
    ["bytes=8-99", "89", "bytes 8-9/10"],
  ])("%s is one part", (Range, body, contentRange) => {
    const answer = get({ Range });
    expect([answer.status, answer.text, answer.headers.get("content-range")]).toEqual([
      206,
      body,
      contentRange,
    ]);
  });

  test.each(["bytes=5-3", "items=0-1", "bytes=", "bytes=a-b", "bytes=4-6,0-1", "bytes=0-4,3-6"])(
    "%s gives the whole object",
    (Range) => expect(get({ Range }).status).toBe(200),
  );

  test.each(["bytes=10-", "bytes=-0"])("%s is not satisfiable", (Range) => {
    const answer = get({ Range });
    expect([answer.status, answer.headers.get("content-range")]).toEqual([416, "bytes */10"]);
  });

  test("ascending ranges come as multipart/byteranges", () => {
    const answer = get({ Range: "bytes=0-1,-2" });
    const boundary = answer.headers.get("content-type")?.split("boundary=")[1];
    const part = (range: string, body: string) =>
      `--${boundary}\r\nContent-Type: text/plain\r\nContent-Range: bytes ${range}/10\r\n\r\n${body}\r\n`;
    expect(answer.text).toBe(`${part("0-1", "01")}${part("8-9", "89")}--${boundary}--\r\n`);
  });

  test("If-Range holds for the same strong tag or date only", () => {
    const status = (ifRange: string, extra: Record<string, string>) =>
      get({ Range: "bytes=0-0", "If-Range": ifRange }, extra).status;
    expect(status('"a"', { ETag: '"a"' })).toBe(206);
    expect(status('"b"', { ETag: '"a"' })).toBe(200);
    expect(status('W/"a"', { ETag: 'W/"a"' })).toBe(200);
  });

  test("HEAD ignores Range", () => expect(get({ Range: "bytes=0-0" }, {}, "HEAD").status).toBe(200));

  test("a single range is a slice", () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(12), (a, b) => {
        const answer = get({ Range: `bytes=${a}-${b}` });
        if (a > b) expect(answer.status).toBe(200);
        else if (a > 9) expect(answer.status).toBe(416);
        else expect(answer.text).toBe(text.slice(a, b + 1));
      }),
    );
  });

  test("several ranges are parts when they ascend without overlap, else the whole object", () => {
    const range = fc.tuple(fc.nat(9), fc.nat(9)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(fc.array(range, { minLength: 2, maxLength: 4 }), (ranges) => {
        const answer = get({ Range: `bytes=${ranges.map(([a, b]) => `${a}-${b}`).join(",")}` });
        const isApart = ranges.every(([first], i) => i === 0 || first > (ranges[i - 1]?.[1] ?? 0));
        expect(answer.status).toBe(isApart ? 206 : 200);
        if (!isApart) return;
        const boundary = answer.headers.get("content-type")?.split("boundary=")[1];
        const parts = answer.text.split(`--${boundary}`).slice(1, -1);
        expect(parts.map((part) => part.split("\r\n\r\n")[1]?.trimEnd())).toEqual(
          ranges.map(([a, b]) => text.slice(a, b + 1)),
        );
      }),
    );
  });
});
