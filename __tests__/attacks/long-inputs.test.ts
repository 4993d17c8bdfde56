import { it } from "vitest";
import { codeSpan, deedsOf } from "../../audit/review";
import { parseDuration } from "../../config/duration";
import { readLockFile } from "../../delivery/terraform/lock-file";
import { parseCacheControl } from "../../facts/http/cache-control";
import { parseContentSecurityPolicies } from "../../facts/http/content-security-policy";
import { parseHttpDate } from "../../facts/http/date";
import { HeaderMap } from "../../facts/http/header-map";
import { canonicalPath } from "../../facts/site/path";
import { accessKeyOf, foreignHost, routeOf } from "../../rehearsal/cloud/router";
import { parseXml } from "../../rehearsal/cloud/xml/element";
import { charsetOf } from "../../release/classes/charset";
import { cssDemands } from "../../release/csp/read-css";
import { readHtml } from "../../release/csp/read-html";
import { cssReferences } from "../../release/links/css";
import { htmlReferences } from "../../release/links/html";
import { ImportMaps } from "../../release/links/import-map";
import { scriptReferences } from "../../release/links/scripts";
import { srcsetUrls } from "../../release/links/srcset";
import { parseTemplate } from "../../terraform/expression/parser";

/** A reader, and what stands around the repeated part where that matters. */
type Reader = readonly [string, (text: string) => unknown, (readonly (readonly [string, string])[])?];

const header = (name: string, value: string) => HeaderMap.fromFlat([name, value]);

/** Readers of what others than the operator have written. */
const readers: readonly Reader[] = [
  [
    "the references of a page",
    htmlReferences,
    [
      ["<img srcset='x", "x'>"],
      ["<style>", "</style>"],
      ["<a style='", "'>"],
    ],
  ],
  [
    "what a page asks of a policy",
    (text) => readHtml(text, "https://a/"),
    [
      ["<img srcset='x", "x'>"],
      ["<link rel='", "'>"],
    ],
  ],
  [
    "a srcset",
    srcsetUrls,
    [
      ["x", "x"],
      ["x (", "x"],
    ],
  ],
  ["the references of a style sheet", cssReferences, [["a{", "}"]]],
  ["what a style sheet asks of a policy", (text) => cssDemands(text, "https://a/")],
  ["a script", scriptReferences, [["import a;", ""]]],
  ["an import map", (text) => new ImportMaps().add(text, "https://a/"), [['{"imports":{"', '":"/"}}']]],
  ["the charset of a page", (text) => charsetOf("text/html", Buffer.from(text), true)],
  [
    "XML",
    parseXml,
    [
      ["<r>", "</r>"],
      ["<r>&", ";</r>"],
    ],
  ],
  ["Cache-Control", (text) => parseCacheControl(header("cache-control", text), 0), [['a="', '"']]],
  ["a date", parseHttpDate],
  ["Content-Security-Policy", parseContentSecurityPolicies],
  ["a path", canonicalPath],
  [
    "the key and service of a request",
    (text) => [
      routeOf(`/${text}`, { authorization: text }),
      accessKeyOf(text, `/?${text}`),
      foreignHost(`http://${text}`, 1),
    ],
    [
      ["AWS4-A ", ""],
      ["AWS4-A Credential", ""],
    ],
  ],
  ["an expression of Terraform", (text) => parseTemplate(`\${${text}}`)],
  ["a template of Terraform", parseTemplate],
  ["a duration", parseDuration],
  ["a plan", (text) => deedsOf(text, "plan.json"), [['{"a":"', '"}']]],
  ["a lock file", readLockFile, [["hashes = [", "]"]]],
  ["what a review shows of a plan", codeSpan],
];

const parts = [
  ...[
    "<a/>",
    "<a>",
    "<div>",
    "</p>",
    "<svg>",
    "<form>",
    "<!--",
    "<![CDATA[",
    "<style>",
    "<a b='",
    "<iframe srcdoc=",
    "<meta charset=",
  ],
  ...[
    ",",
    "a,",
    "a ",
    ",a",
    " ",
    "\n",
    "/*",
    "url(",
    "url('",
    "@import ",
    "@font-face{",
    "import(",
    "new URL(",
    "serviceWorker.register('",
  ],
  ...["&", "&#", "%41", "../", "a=", "Credential=", "${", '"', "\\", "(", "[", "{", "`", "a:", "h1:"],
];

const length = 2 ** 20;

/** Faults of a reader, and not of what it reads. */
function isFault(error: unknown): boolean {
  return error instanceof RangeError || error instanceof TypeError || error instanceof ReferenceError;
}

/** Tried inside of what stands around them as well. */
const inner = [",", " ", "a ", "a,", "&", "(", "url(", "/*", "x"];

/** More than any reader takes that looks at each character a few times, and less than one that looks at the rest each time. */
const limitMs = 150_000;

for (const [name, read, around = []] of readers) {
  it(
    `${name}: it is read, or refused, in a time that grows with its length and no more`,
    async () => {
      const repeated = (part: string) => part.repeat(length / part.length);
      const texts = [
        ...parts.map((part) => () => repeated(part)),
        ...around.flatMap(([begin, end]) => inner.map((part) => () => begin + repeated(part) + end)),
      ];
      for (const text of texts) {
        try {
          await read(text());
        } catch (error) {
          if (isFault(error)) throw error;
        }
      }
    },
    limitMs,
  );
}
