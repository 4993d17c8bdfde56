import { describe, expect, it } from "vitest";
import { suppressionsInComments } from "../../audit/run/suppressions";
import { readLockFile } from "../../delivery/terraform/lock-file";
import { batchAsStored } from "../../rehearsal/cloud/s3/stored";
import { Versions } from "../../rehearsal/cloud/s3/versions";
import { parseXml } from "../../rehearsal/cloud/xml/element";
import { loadTerraform } from "../../rehearsal/terraform";
import { readPages } from "../../release/csp";
import { cssDemands } from "../../release/csp/read-css";
import { cssReferences, withoutComments } from "../../release/links/css";
import { htmlReferences } from "../../release/links/html";
import { scriptReferences } from "../../release/links/scripts";
import { srcsetUrls } from "../../release/links/srcset";
import { linesOf } from "../../terraform/hcl/lines";
import { growth, linear } from "../support/growth";

type Make = (size: number) => string;
const times =
  (piece: string): Make =>
  (size) =>
    piece.repeat(Math.ceil(size / piece.length));
const within =
  (before: string, piece: string, after = ""): Make =>
  (size) =>
    before + times(piece)(size) + after;

const policyOf = (html: string) =>
  readPages({ origin: "https://example.org", pages: [{ key: "a.html", html }], styleSheet: () => undefined });

/** A distribution of many blocks, each with the same wrong in it. */
const behaviors: Make = (size) => {
  const block = { viewer_protocol_policy: "allow-all" };
  const site = { default_cache_behavior: block, ordered_cache_behavior: Array(size / 60).fill(block) };
  return JSON.stringify({ resource: { aws_cloudfront_distribution: { site } } });
};
/** Many distributions, of which none can be rehearsed. */
const distributions: Make = (size) => {
  const all = Array.from({ length: size / 60 }, (_, at) => [`d${at}`, { enabled: true }]);
  return JSON.stringify({ resource: { aws_cloudfront_distribution: Object.fromEntries(all) } });
};

const hclFile = { name: "main.tf", blocks: linesOf('resource "a" "b" {}').blocks };
const hclFolder = { folder: ".", name: "", json: {}, modules: {}, notRead: [] };
const wrong = { severity: "low", title: "", says: "", visitors: "", mend: "" } as const;
const found = [{ ...wrong, rule: "alarm-missing", address: "a.b" }];

const readers: readonly [string, (text: string) => unknown, readonly (readonly [string, Make])[]][] = [
  [
    "a srcset",
    srcsetUrls,
    [
      ["commas", times(",")],
      ["commas after URLs", times("a,,,, ")],
      ["parentheses that stay open", times("a (")],
    ],
  ],
  [
    "the versions that a batch of deletions names",
    (xml) => batchAsStored(xml, "bucket", new Versions()),
    [
      ["objects that do not end", times("<Object>")],
      ["keys that do not end", times("<Object><Key>")],
      ["ids that do not end", times("<VersionId>a")],
      ["objects", times("<Object><Key>a</Key><VersionId>null</VersionId></Object>")],
    ],
  ],
  [
    "a style sheet without its comments",
    withoutComments,
    [
      ["comments that do not end", times("/*")],
      ["comments", times("/**/")],
    ],
  ],
  [
    "the references of a style sheet",
    cssReferences,
    [
      ["URLs that do not end", times("url(")],
      ["texts that do not end", times('url("\\"')],
      ["spaces", within("@import", " ")],
      ["one URL", within("url(", "a")],
      ["sets that do not end", times("image-set(")],
      ["a set of one word", within("image-set(", "a-", ")")],
      ["sets of functions that do not end", within("image-set(", "a()")],
      ["sets of functions, again and again", times("image-set(a()")],
    ],
  ],
  [
    "what a style sheet loads",
    (css) => cssDemands(css, "https://example.org/"),
    [
      ["fonts that do not end", times("@font-face{")],
      ["fonts of spaces", times("@font-face   ")],
      ["imports that do not end", times("@import x")],
    ],
  ],
  [
    "the references of a page",
    htmlReferences,
    [
      ["elements in elements", times("<div>")],
      ["ends of nothing", times("</p>")],
      ["attributes", within("<a ", "a=b ", ">")],
      ["an attribute that does not end", times('<a b="')],
      ["comments that do not end", times("<!--")],
      ["a srcset of commas", within('<img srcset="', ",", '">')],
      ["entities", within('<a href="', "&amp", '">')],
      ["styles that do not end", times("<style>@import ")],
      ["bases", times("<base href=b>")],
    ],
  ],
  [
    "the policy of a page",
    policyOf,
    [
      ["attributes", within("<a ", "onx=b ", ">")],
      ["styles", times("<p style='a:url(b)'>")],
      ["scripts", times("<script>1</script>")],
    ],
  ],
  [
    "a body in XML",
    parseXml,
    [
      ["elements", within("<b>", "<a/>", "</b>")],
      ["elements with text between them", within("<b>", "x<a/>", "</b>")],
      ["elements in elements", times("<a>")],
      ["roots", times("<a/>")],
      ["entities", within("<b>", "&amp;", "</b>")],
      ["comments that do not end", within("<b>", "<!--")],
      ["attributes", within("<b ", "a='b' ", "/>")],
      ["instructions", within("<b>", "<?a?>", "</b>")],
    ],
  ],
  [
    "the imports of a script",
    scriptReferences,
    [
      ["imports", times("import 'a';")],
      ["imports that do not end", times("import(")],
      ["comments that do not end", within("import 'a';", "/*")],
    ],
  ],
  [
    "somebody's Terraform",
    (text) => loadTerraform(text, { folder: ".", name: "given.tf.json" }),
    [
      ["blocks that lack the same", behaviors],
      ["distributions that are left out", distributions],
    ],
  ],
  [
    "a comment beside a resource",
    (text) =>
      suppressionsInComments({ ...hclFolder, files: [{ ...hclFile, comments: [{ line: 1, text }] }] }, found),
    [
      ["spaces before something else", within("# outlast:ignore alarm-missing: a", " ", "\n: x")],
      ["spaces before a reason", within("# outlast:ignore alarm-missing", " ", ": a")],
      ["what looks like it", within("# ", "outlast:ignore ", "x")],
    ],
  ],
  [
    "a lock file",
    readLockFile,
    [["hashes", within('provider "registry.terraform.io/hashicorp/aws" {\nhashes = [\n', '"h1:a=",\n')]],
  ],
];

describe.each(readers)("%s", (_, read, pieces) => {
  it.each(pieces)("takes no more than its share for more of %s", async (_piece, make) => {
    expect(await growth(24_000, make, read)).toBeLessThan(linear);
  });
});
