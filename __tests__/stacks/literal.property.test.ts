import { Testing } from "cdktf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, type SiteInput } from "../../config";
import { SiteStack } from "../../stacks/site-stack";
import { parseTemplate } from "../../terraform/expression/parser";
import { siteWith } from "../support/sites";
import { testApp } from "../support/test-app";

const openings = ["${", "%{", "$${", "%%{", "${path.root}", "%{ if true }", "$", "%", "{", "}", "~}"];
const visible = [...openings, '"', "'", "\\", "\\n", "</script>"];
const invisible = ["\n", "\r\n", "\0", "\u2028", "\u2029", "é", "🜂"];

function textOf(pieces: readonly string[]): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 })
    .map((parts) => `x${parts.join("")}x`);
}

const hostile = fc.oneof(textOf(openings), textOf(visible), textOf([...visible, ...invisible]));

/** Every place of a site's config that takes text of the user's own, and ends up in Terraform. */
const places: Readonly<Record<string, (text: string) => Partial<SiteInput>>> = {
  "the Content-Security-Policy": (text) => ({
    headers: { contentSecurityPolicy: text, inlineHashes: false },
  }),
  "the Content-Security-Policy in a function": (text) => ({
    headers: { contentSecurityPolicy: text, runtime: "cloudfront-function" },
  }),
  "the Permissions-Policy": (text) => ({ headers: { permissionsPolicy: text } }),
  "a custom header": (text) => ({ headers: { custom: { "x-own": text } } }),
  "the name of a custom header": (text) => ({ headers: { custom: { [text]: "value" } } }),
  "the name of a removed header": (text) => ({ headers: { remove: [text] } }),
  "a header of a rule": (text) => ({
    headers: { runtime: "cloudfront-function", rules: [{ set: { "x-own": text } }] },
  }),
  "a query string of the cache key": (text) => ({
    cache: { default: { mode: "origin", queryStrings: [text] } },
  }),
  "a cookie of the cache key": (text) => ({ cache: { default: { mode: "origin", cookies: [text] } } }),
  "a path pattern": (text) => ({ cache: { paths: [{ path: `/${text}`, mode: "immutable" }] } }),
  "where a redirect begins": (text) => ({ redirects: [{ from: `/${text}`, to: "/" }] }),
  "where a redirect leads": (text) => ({ redirects: [{ from: "/a", to: `https://example.org/${text}` }] }),
  "an error page": (text) => ({ errorPages: { notFound: `/${text}` } }),
  "the index document": (text) => ({ content: { indexDocument: text } }),
  "the prefix of access logs": (text) => ({ distribution: { accessLogs: { prefix: `${text}/` } } }),
  "the prefix of delivered logs": (text) => ({
    distribution: { accessLogs: { prefix: `${text}/`, format: "json" } },
  }),
  "the e-mail address": (text) => ({ monitoring: { email: `${text}@example.com` } }),
  "the value of a tag": (text) => ({ tags: { owner: text } }),
  "the key of a tag": (text) => ({ tags: { [text]: "owner" } }),
};

/** What the table of redirects separates its parts by is percent-encoded in a target, which is the same URL. */
const spelled = (text: string, place: string) =>
  place === "where a redirect leads" ? text.replaceAll("<", "%3C").replaceAll(">", "%3E") : text;

describe("text of the config", () => {
  for (const [place, changes] of Object.entries(places)) {
    it(`comes out of Terraform as it went in, or is refused: ${place}`, () => {
      const plain = literalsOf(changes("plaintext"));
      expect(plain?.some((text) => text.includes("plaintext"))).toBe(true);
      fc.assert(
        fc.property(hostile, (text) => {
          const read = literalsOf(changes(text));
          if (read === undefined) return;
          expect(read).toEqual(
            plain?.map((before) =>
              before.replaceAll("plaintext", () => written(before, spelled(text, place))),
            ),
          );
        }),
        { numRuns: 4 },
      );
    });
  }
});

/** As a string of JavaScript in the code of a function, elsewhere as it is. */
function written(surroundings: string, text: string): string {
  if (!surroundings.includes("function ")) return text;
  return JSON.stringify(text).slice(1, -1).replaceAll("<", "\\u003c");
}

/**
 * Every string and key of the synthesized JSON as Terraform reads it; references stay as they are written. Undefined
 * if the config is refused.
 */
function literalsOf(changes: Partial<SiteInput>): string[] | undefined {
  try {
    const site = siteWith(changes);
    return stringsOf(JSON.parse(Testing.synth(new SiteStack(testApp(), site.name, { site }))));
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function stringsOf(json: unknown): string[] {
  if (typeof json === "string") return [asRead(json)];
  if (Array.isArray(json)) return json.flatMap(stringsOf);
  if (typeof json !== "object" || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) =>
    key === "//" ? [] : [asRead(key), ...stringsOf(value)],
  );
}

/** Stands for one beside text, which is what counts here. */
const reference = "<reference>";

function asRead(text: string): string {
  const expression = parseTemplate(text);
  const parts = expression.type === "template" ? expression.parts : [expression];
  const isText = parts.some(({ type }) => type === "literal");
  const read = isText
    ? parts.map((part) => (part.type === "literal" ? String(part.value) : reference)).join("")
    : text;
  // The name of a cache policy has a digest of its key.
  return read.replace(/(key[-_])[0-9a-f]{8}/, "$1digest");
}
