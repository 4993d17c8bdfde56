import fc from "fast-check";
import { Parser } from "htmlparser2";
import { describe, expect, it } from "vitest";
import { htmlReferences } from "../../../release/links/html";

/** What a handler hears of a page, texts that follow each other put together. */
function heard() {
  const events: string[] = [];
  let text = "";
  const flush = () => {
    if (text !== "") events.push(`text ${text}`);
    text = "";
  };
  const handler = {
    onopentag(name: string, attributes: Record<string, string>) {
      flush();
      events.push(`${name} ${JSON.stringify(attributes)}`);
    },
    ontext(part: string) {
      text += part;
    },
    onclosetag(name: string) {
      flush();
      events.push(`/${name}`);
    },
  };
  return {
    handler,
    events() {
      flush();
      return events;
    },
  };
}

const pieces = [
  ...[
    "<p>",
    "</p>",
    "<a href='x?a=1&amp;b=2'>",
    '<img src="/a&copy=1&#x26;.png" alt=&lt;>',
    "<title>",
    "</title>",
  ],
  ...[
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<!-- & -->",
    "&amp;",
    "&copy",
    "&#60;",
    "&nbsp;",
    "&",
    "a<b",
  ],
  ...[
    "<textarea>",
    "</textarea>",
    "x",
    " ",
    "if (a && b) '&lt;'",
    "<br/>",
    "<svg><style>&amp;</style></svg>",
  ],
];

describe("the references of a page", () => {
  it("are read beside whoever listens, who hears what the parser says by itself", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const html = parts.join("");
        const [own, plain] = [heard(), heard()];
        htmlReferences(html, own.handler);
        new Parser(plain.handler).end(html);
        expect(own.events()).toEqual(plain.events());
      }),
      { numRuns: 2000 },
    );
  });
});
