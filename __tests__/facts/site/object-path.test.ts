import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOfPath, objectPath, requestPath } from "../../../facts/site/object-path";
import { canonicalPath, encodePath, isPlain } from "../../../facts/site/path";
import { keyProblem } from "../../../release/scan/key-problems";
import { anyText } from "../../support/any-text";

const key = fc
  .array(anyText, { minLength: 1, maxLength: 4 })
  .map((segments) => segments.join("/"))
  .filter(
    (made) => !/\p{Cs}/u.test(made) && keyProblem(made) === undefined && isPlain(encodePath(`/${made}`)),
  );

describe("the path of a key", () => {
  it("is one for half of a character too, as browsers spell it", () => {
    expect(encodePath("/a\ud800b\udc00")).toBe("/a%EF%BF%BDb%EF%BF%BD");
    expect(encodePath("/\ud83d\ude00")).toBe("/%F0%9F%98%80");
  });

  it("is read back by S3, at either kind of endpoint", () => {
    fc.assert(
      fc.property(key, (made) => {
        for (const path of [objectPath(made), `/${requestPath(made)}`]) {
          expect(path).toMatch(/^[!-~]+$/);
          expect([keyOfPath(path, "rest"), keyOfPath(path, "website")]).toEqual([made, made]);
        }
      }),
    );
  });

  it("is canonical, and what every other encoding of the key becomes", () => {
    fc.assert(
      fc.property(key, (made) => {
        const canonical = encodePath(`/${made}`);
        const bytes = [...new TextEncoder().encode(made)];
        const everything = `/${bytes.map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")}`;
        const byComponent = `/${made.split("/").map(encodeURIComponent).join("/")}`;
        const byBrowser = new URL(canonical, "https://site.invalid").pathname;
        for (const path of [canonical, everything, byComponent, byBrowser, `/${requestPath(made)}`])
          expect(canonicalPath(path)).toBe(canonical);
      }),
    );
  });

  it("has a plus that website endpoints take literally, and the REST endpoint for a space", () => {
    expect([keyOfPath("/a+b", "website"), keyOfPath("/a+b", "rest")]).toEqual(["a+b", "a b"]);
    expect([keyOfPath("/%zz", "website"), keyOfPath("/%FF", "rest")]).toEqual([undefined, undefined]);
  });
});
