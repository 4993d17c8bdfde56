import { describe, expect, it } from "vitest";
import { parseXml } from "../../rehearsal/cloud/xml/element";
import { parseListing } from "../../release/aws/listing";
import { readPages } from "../../release/csp";
import { htmlReferences } from "../../release/links/html";

/** What every object of JavaScript has, and no table of this project. */
const names = ["constructor", "__proto__", "toString", "hasownproperty", "valueOf"];

const policyOf = (html: string) =>
  readPages({ origin: "https://example.org", pages: [{ key: "a.html", html }], styleSheet: () => undefined });

describe.each(names)("%s, which JavaScript knows,", (name) => {
  it("is an element, an attribute, a relation and a destination of a page as any other", () => {
    for (const html of [
      `<${name} href="/x"><a href="/y">y</a></${name}>`,
      `<img ${name}="/x"><a href="/y">y</a>`,
      `<link rel="${name}" href="/x"><a href="/y">y</a>`,
      `<link rel="preload" as="${name}" href="/x"><a href="/y">y</a>`,
      `<script type="${name}">1</script><a href="/y">y</a>`,
    ]) {
      expect(htmlReferences(html).links).toContain("/y");
      expect(() => policyOf(html)).not.toThrow();
    }
  });

  it("is a scheme of a page's own policy as any other", () => {
    const policy = `<meta http-equiv="Content-Security-Policy" content="img-src ${name}:">`;
    expect(() => policyOf(`${policy}<img src="https://elsewhere.example/x.png">`)).not.toThrow();
  });

  it("is no entity of XML", () => {
    expect(() => parseXml(`<a>&${name};</a>`)).toThrow("unknown entity");
    const key = `<ListBucketResult><Contents><Key>a&${name};</Key></Contents></ListBucketResult>`;
    expect(parseListing(Buffer.from(key))?.objects[0]?.key).toBe(`a&${name};`);
  });
});
