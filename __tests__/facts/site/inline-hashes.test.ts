import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { changesWithHashes, withInlineHashes, writeInlineHashes } from "../../../facts/site/inline-hashes";

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const [a, b] = [hash("a"), hash("b")];
const script = writeInlineHashes({ "script-src-elem": [a] });

describe("a policy with the hashes of a page", () => {
  it.each([
    ["default-src 'self'", `default-src 'self'; script-src 'self' ${a}`],
    ["default-src 'none'; script-src 'self'", `default-src 'none'; script-src 'self' ${a}`],
    ["Script-Src 'self' ;; img-src *", `script-src 'self' ${a}; img-src *`],
    ["script-src 'self'; script-src-elem b.example", `script-src 'self'; script-src-elem b.example ${a}`],
    [`script-src ${a}`, `script-src ${a}`],
    [`script-src 'unsafe-inline' ${b}`, `script-src 'unsafe-inline' ${b} ${a}`],
    ["script-src 'unsafe-inline' 'strict-dynamic'", `script-src 'unsafe-inline' 'strict-dynamic' ${a}`],
    [
      "default-src 'self', script-src x.example",
      `default-src 'self'; script-src 'self' ${a}, script-src x.example ${a}`,
    ],
  ])("%s has them where it has the say", (policy, expected) => {
    expect(withInlineHashes(policy, script)).toBe(expected);
  });

  it.each([
    "default-src 'none'",
    "script-src 'NONE'",
    "script-src",
    "script-src 'unsafe-inline'",
    "img-src 'self'",
  ])("%s has no room for them: a word of it would lose its meaning, or nothing asks for one", (policy) => {
    expect(withInlineHashes(policy, script)).toBe(policy);
  });

  it("has the word that handlers and style attributes need, and each hash once", () => {
    const text = writeInlineHashes({ "style-src-attr": [b, a], "style-src-elem": [a] });
    expect(text).toBe(`style-src-attr ${[a, b].sort().join(" ")}; style-src-elem ${a}`);
    expect(withInlineHashes("default-src 'self'", text)).toBe(
      `default-src 'self'; style-src 'self' 'unsafe-hashes' ${[a, b].sort().join(" ")}`,
    );
  });

  it.each([
    "script-src-elem *",
    "script-src-elem 'unsafe-inline'",
    `script-src-elem ${a}; default-src *`,
    `script-src-elem ${a}, default-src *`,
    `script-src-elem ${a}\r\nSet-Cookie: a=b`,
    `script-src-elem ${a} https://evil.example`,
    `script-src-elem ${a.replace("=", "==")}`,
    `script-src-elem  ${a}`,
    `script-src ${a}`,
    `frame-src-elem ${a}`,
    "constructor 'sha256-'",
    " ",
  ])("takes nothing else from metadata: %j", (text) => {
    expect(withInlineHashes("default-src 'self'", text)).toBe("default-src 'self'");
    const changes = changesWithHashes([], { policy: "default-src 'self'" }, 200, text);
    expect(changes.at(-1)).toEqual({ name: "Content-Security-Policy", value: "default-src 'self'" });
  });
});

describe("what a header function changes", () => {
  const settings = { policy: "default-src 'self'" };
  const rule = { name: "content-security-policy", value: "script-src x.example" };
  const metadata = { name: "x-amz-meta-outlast-csp" };

  it("is the rule's policy with the hashes, or the site's, and the metadata goes", () => {
    expect(changesWithHashes([rule], settings, 200, script)).toEqual([
      rule,
      metadata,
      { name: "Content-Security-Policy", value: `script-src x.example ${a}` },
    ]);
    expect(changesWithHashes([], settings, 206, script).at(-1)?.value).toBe(
      `default-src 'self'; script-src 'self' ${a}`,
    );
    expect(changesWithHashes([{ name: "Content-Security-Policy" }], settings, 200, script)).toEqual([
      { name: "Content-Security-Policy" },
      metadata,
    ]);
  });

  it("is what the rules say of an answer without hashes, and no policy of a 304: that of the copy stays", () => {
    const other = { name: "X-A", value: "1" };
    expect(changesWithHashes([rule, other], settings, 200, "")).toEqual([rule, other]);
    expect(changesWithHashes([rule, other], settings, 304, "")).toEqual([
      other,
      { name: "Content-Security-Policy" },
    ]);
  });
});
