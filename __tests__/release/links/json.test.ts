import { describe, expect, it } from "vitest";
import { manifestReferences, speculatedPages } from "../../../release/links/json";

describe("manifestReferences", () => {
  it("finds the images of a web app and of its shortcuts, not where it leads to", () => {
    const manifest = {
      start_url: "/start",
      icons: [{ src: "a.png", sizes: "any" }, { sizes: "48x48" }],
      screenshots: [{ src: "b.png" }],
      shortcuts: [{ url: "/x", icons: [{ src: "c.png" }] }, { url: "/y" }],
    };
    expect(manifestReferences(JSON.stringify(manifest))).toEqual(["a.png", "b.png", "c.png"]);
  });

  it.each(["", "[", "null", "[1]", '{"icons":{"48":"a.png"},"shortcuts":[null,1]}'])(
    "finds nothing in %j",
    (text) => {
      expect(manifestReferences(text)).toEqual([]);
    },
  );
});

describe("speculatedPages", () => {
  it("finds the pages of rules that list them", () => {
    const rules = {
      prefetch: [{ urls: ["/a", "b", 3] }, { where: { href_matches: "/*" } }],
      prerender: [{ urls: ["/c"] }],
    };
    expect(speculatedPages(JSON.stringify(rules))).toEqual(["/a", "b", "/c"]);
  });

  it("finds nothing in what is no JSON", () => {
    expect(speculatedPages("prefetch: /a")).toEqual([]);
  });
});
