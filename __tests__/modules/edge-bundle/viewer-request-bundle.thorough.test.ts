import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redirectRules } from "../../../config/redirect-rules";
import type { Redirect } from "../../../config/schema";
import { urlStyleOf } from "../../../config/url-style";
import type { EventRequest, EventResponse } from "../../../facts/site/event";
import { headerFunctionViewerBundle, viewerRequestBundle } from "../../../modules/edge-bundle/index";
import { javascriptLiteral } from "../../../modules/edge-bundle/javascript-literal";
import { redirectsInStore } from "../../../modules/edge-bundle/redirect-buckets";
import { deploy, domain, plain, requestEvent, siteOf } from "../../edge-functions/harness";

/** Redirects that do not fit into the code, and are asked for by nobody. */
const filler: Redirect[] = Array.from({ length: 400 }, (_, i) => ({
  from: `/filler/${i}`,
  to: `/elsewhere/${i}`,
  status: 301,
  match: "exact",
}));

const urls = urlStyleOf(siteOf({}));

function deploySite(redirects: readonly Redirect[], store: "as bundled" | "unreadable" = "as bundled") {
  const { code, keyValues } = viewerRequestBundle(siteOf({ redirects: [...redirects] }));
  return deploy<ReturnType<typeof requestEvent>, Promise<EventRequest & EventResponse>>(
    code,
    store === "unreadable" ? store : keyValues,
  );
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "";
}

const path = fc
  .array(fc.constantFrom("a", "b", "ab", "A", "c.d"), { maxLength: 4 })
  .map((parts) => `/${parts.join("/")}`);
const slashed = fc
  .tuple(path, fc.boolean())
  .map(([text, slash]) => (slash && !text.endsWith("/") ? `${text}/` : text));
const redirect: fc.Arbitrary<Redirect> = fc.record({
  from: slashed,
  to: fc.constantFrom("/to", "/to/", "https://other.example", "/to?x=1", "/"),
  status: fc.constantFrom(301, 302, 307, 308),
  match: fc.constantFrom("exact", "prefix"),
});

describe("redirects of a viewer-request bundle", () => {
  test("are in the code as long as it fits, and in the store from there on", () => {
    const few = viewerRequestBundle(siteOf({ redirects: filler.slice(0, 20) }));
    expect(few.keyValues).toEqual({});
    expect(few.code).toContain("/filler/19");
    const many = viewerRequestBundle(siteOf({ redirects: filler }));
    expect(many.code).not.toContain("/filler/");
    expect(
      Object.values(many.keyValues)
        .join("")
        .match(/\/filler\//g),
    ).toHaveLength(400);
  });

  test("answer the same from the code and from the store", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(redirect, { maxLength: 12, selector: ({ from, match }) => match + from }),
        fc.array(slashed, { minLength: 1, maxLength: 12 }),
        async (redirects, paths) => {
          const code = deploySite(redirects);
          const store = deploySite([...redirects, ...filler]);
          for (const target of paths) {
            const expected = plain(await code.handler(requestEvent(`${target}?q=1`)));
            expect(plain(await store.handler(requestEvent(`${target}?q=1`)))).toEqual(expected);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("need one read of the store for the path, one for each depth of a prefix, and one for the switch", async () => {
    const prefixes: Redirect[] = [
      { from: "/x", to: "/y", status: 301, match: "prefix" },
      { from: "/x/y/z/", to: "/y", status: 301, match: "prefix" },
    ];
    const { handler, reads } = deploySite([...filler, ...prefixes]);
    await handler(requestEvent("/q/r/s/t/u/"));
    expect(reads).toHaveLength(4);
    expect(reads.at(-1)).toBe("serve-from");
    reads.length = 0;
    await handler(requestEvent(`/${"long".repeat(100)}/`));
    expect(reads).toEqual(["serve-from"]);
  });

  test("are no redirects when the store cannot be read: the site goes on", async () => {
    const { handler, calls } = deploySite(filler, "unreadable");
    expect((await handler(requestEvent("/filler/1/"))).uri).toBe("/filler/1/index.html");
    expect(calls.map(([method]) => method)).toEqual(["updateRequestOrigin"]);
  });

  test("lead where the old table or the new one does, whichever keys of the new one are written already", async () => {
    const tables = [
      [{ from: "/a/*", to: "/one/:splat" }],
      [
        { from: "/a/*", to: "/two/:splat" },
        { from: "/a/b", to: "/three" },
      ],
      [{ from: "/a/b", to: "/three" }],
      [],
    ].map((rules) => viewerRequestBundle(siteOf({ redirects: [...filler, ...rules] })));
    const ask = async ({ code }: (typeof tables)[0], keyValues: Record<string, string>) => {
      const { handler } = deploy<ReturnType<typeof requestEvent>, Promise<EventRequest & EventResponse>>(
        code,
        keyValues,
      );
      return JSON.stringify(await handler(requestEvent("/a/b/")));
    };
    for (const before of tables)
      for (const after of tables) {
        const right = [await ask(before, before.keyValues), await ask(after, after.keyValues)];
        for (const [key, value] of Object.entries(after.keyValues))
          expect(right).toContain(await ask(before, { ...before.keyValues, [key]: value }));
      }
  });

  test("stay within the sizes of keys and values, under keys that are not the switch's", () => {
    const long = filler.map((item, i) => ({ ...item, to: `/${"t".repeat(i * 2)}` }));
    const { keyValues } = redirectsInStore(redirectRules(long, urls));
    for (const [key, value] of Object.entries(keyValues)) {
      expect(key).toMatch(/^redirects-\d+-\d+$/);
      expect(Buffer.byteLength(value)).toBeLessThanOrEqual(1024);
    }
  });

  test("beyond what the store holds are errors that say so", () => {
    const of = (redirects: Redirect[]) => codeOf(() => redirectsInStore(redirectRules(redirects, urls)));
    const [any] = filler as [Redirect];
    expect(of([{ ...any, to: `/${"t".repeat(1100)}` }])).toBe("EDGE_REDIRECT_TOO_LONG");
    expect(
      of([
        any,
        { ...any, from: `${any.from}/`, to: `/${"t".repeat(600)}` },
        { ...any, match: "prefix", to: `/${"t".repeat(600)}` },
      ]),
    ).toBe("EDGE_REDIRECTS_CROWDED");
    expect(
      of(Array.from({ length: 5200 }, (_, i) => ({ ...any, from: `/${i}`, to: `/${"t".repeat(900)}` }))),
    ).toBe("EDGE_REDIRECTS_TOO_MANY");
    expect(
      of(
        Array.from({ length: 9 }, (_, i) => ({ ...any, from: "/a".repeat(i + 1), match: "prefix" as const })),
      ),
    ).toBe("EDGE_REDIRECT_DEPTHS");
  });
});

describe("the size of a bundle", () => {
  test("leaves most of CloudFront's 10,240 bytes to the site", () => {
    const site = siteOf({ domain });
    expect(Buffer.byteLength(viewerRequestBundle(site).code)).toBeLessThan(6000);
    expect(Buffer.byteLength(headerFunctionViewerBundle(site).code)).toBeLessThan(5000);
  });
});

describe("literal", () => {
  test("gives back any value, in ASCII without markup", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: "grapheme" }), (value, text) => {
        const settings = JSON.parse(JSON.stringify({ value, text }).replaceAll("__proto__", "proto"));
        const code = javascriptLiteral(settings);
        expect(code).toMatch(/^[ -;=-~]*$/);
        expect(new Function(`return ${code}`)()).toEqual(settings);
      }),
    );
  });

  test("refuses the one key that would not be data", () => {
    expect(() => javascriptLiteral(JSON.parse('{"__proto__": 1}'))).toThrow("__proto__");
  });
});
