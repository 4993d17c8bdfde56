import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { contentTypeOf, servedAs } from "../../../release/classes/content-type";

const utf8 = (text: string) => Buffer.from(text);
const latin1 = (text: string) => Buffer.from(text, "latin1");
const utf16 = (text: string) => Buffer.from(text, "utf16le");
/** 日本 */
const shiftJis = Buffer.from("93fa967b", "hex");
const withMark = (text: string) => utf8(`\ufeff${text}`);
const joined = (head: string, tail: Uint8Array) => Buffer.concat([utf8(head), tail]);

describe("names", () => {
  it.each([
    // Pages, styles, scripts.
    ["index.html", "text/html; charset=utf-8"],
    ["old/page.HTM", "text/html; charset=utf-8"],
    ["a.xhtml", "application/xhtml+xml; charset=utf-8"],
    ["a.css", "text/css; charset=utf-8"],
    ["a.js", "text/javascript; charset=utf-8"],
    ["_astro/hoisted.mjs", "text/javascript; charset=utf-8"],
    ["lib/index.cjs", "text/javascript; charset=utf-8"],
    ["app.js.map", "application/json; charset=utf-8"],
    ["a.wasm", "application/wasm"],
    // Data.
    ["a.json", "application/json; charset=utf-8"],
    ["a.jsonld", "application/ld+json; charset=utf-8"],
    ["feed.xml", "application/xml; charset=utf-8"],
    ["news.rss", "application/rss+xml; charset=utf-8"],
    ["news.atom", "application/atom+xml; charset=utf-8"],
    ["site.webmanifest", "application/manifest+json; charset=utf-8"],
    ["llms.txt", "text/plain; charset=utf-8"],
    ["README.md", "text/markdown; charset=utf-8"],
    ["captions.vtt", "text/vtt; charset=utf-8"],
    ["CNAME", "text/plain; charset=utf-8"],
    // Pictures, fonts, media.
    ["a.svg", "image/svg+xml; charset=utf-8"],
    ["a.png", "image/png"],
    ["A.PNG", "image/png"],
    ["a.avif", "image/avif"],
    ["favicon.ico", "image/vnd.microsoft.icon"],
    ["a.woff2", "font/woff2"],
    ["a.mp4", "video/mp4"],
    // Names below .well-known/.
    [".well-known/apple-app-site-association", "application/json; charset=utf-8"],
    ["apple-app-site-association", "application/json; charset=utf-8"],
    [".well-known/assetlinks.json", "application/json; charset=utf-8"],
    [".well-known/openid-configuration", "application/json; charset=utf-8"],
    ["tenant/.well-known/openid-configuration", "application/json; charset=utf-8"],
    [".well-known/oauth-authorization-server", "application/json; charset=utf-8"],
    [".well-known/oauth-authorization-server/issuer", "application/json; charset=utf-8"],
    [".well-known/oauth-protected-resource", "application/json; charset=utf-8"],
    [".well-known/webfinger", "application/jrd+json"],
    [".well-known/host-meta", "application/xrd+xml; charset=utf-8"],
    [".well-known/host-meta.json", "application/json; charset=utf-8"],
    [".well-known/nodeinfo", "application/json; charset=utf-8"],
    [".well-known/matrix/server", "application/json; charset=utf-8"],
    [".well-known/webauthn", "application/json; charset=utf-8"],
    [".well-known/security.txt", "text/plain; charset=utf-8"],
    // RFC 8555: a challenge's answer has no other type.
    [".well-known/acme-challenge/token", "application/octet-stream"],
    // Nothing known.
    ["webfinger", "application/octet-stream"],
    ["LICENSE", "application/octet-stream"],
    ["a.unheard-of", "application/octet-stream"],
    ["constructor", "application/octet-stream"],
    [".well-known/toString", "application/octet-stream"],
    // Archives and data that whoever asks unpacks.
    ["site.tar.gz", "application/gzip"],
    ["dump.csv.gz", "application/gzip"],
    ["data.json.gz", "application/gzip"],
    ["sitemap.xml.gz", "application/gzip"],
    ["a.zip", "application/zip"],
  ])("%s is %s, for a reader of the folder and for visitors", (key, contentType) => {
    expect(contentTypeOf(key)).toBe(contentType);
    const bytes = contentType === "application/octet-stream" ? Buffer.from([0]) : utf8("<p>hello");
    expect(servedAs(key, bytes)).toEqual({ served: { contentType } });
  });
});

describe("files that were compressed beforehand", () => {
  it.each([
    ["app.js.br", "br", "text/javascript; charset=utf-8"],
    ["app.css.br", "br", "text/css; charset=utf-8"],
    ["index.html.br", "br", "text/html; charset=utf-8"],
    ["feed.xml.br", "br", "application/xml; charset=utf-8"],
    ["Build/game.data.br", "br", "application/octet-stream"],
    ["app.js.gz", "gzip", "text/javascript; charset=utf-8"],
    ["index.html.gz", "gzip", "text/html; charset=utf-8"],
    ["a.wasm.gz", "gzip", "application/wasm"],
    ["Build/game.data.gz", "gzip", "application/octet-stream"],
    ["Build/game.symbols.json.gz", "gzip", "application/json; charset=utf-8"],
    ["logo.svg.gz", "gzip", "image/svg+xml; charset=utf-8"],
    ["logo.svgz", "gzip", "image/svg+xml; charset=utf-8"],
    ["LOGO.SVGZ", "gzip", "image/svg+xml; charset=utf-8"],
  ])("%s is sent as %s of %s", (key, contentEncoding, contentType) => {
    const pack = contentEncoding === "br" ? brotliCompressSync : gzipSync;
    const served = { contentType, contentEncoding };
    expect(servedAs(key, pack("<p>hello"))).toEqual({ served });
    // No reader of the folder takes the bytes for text.
    expect(contentTypeOf(key)).toBe(`application/${contentEncoding === "br" ? "octet-stream" : "gzip"}`);
  });

  it.each(["a.html", "a.css", "a.js", "a.svg", "a.json", "feed.xml", "a.txt", "a.wasm"])(
    "%s that was compressed where it lies is sent as gzip of what its name says, and said",
    (key) => {
      const page = joined('<meta charset="shift_jis">', shiftJis);
      expect(servedAs(key, gzipSync(key === "a.html" ? page : utf8("é")))).toEqual({
        served: {
          contentType: key === "a.html" ? "text/html; charset=shift_jis" : contentTypeOf(key),
          contentEncoding: "gzip",
        },
        contradiction: "is gzip, which its name does not say, and is sent as such",
      });
    },
  );

  it("are known by their beginning", () => {
    const packed = gzipSync(Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * at * 7919) % 251)));
    expect(servedAs("a.wasm.gz", packed.subarray(0, 65_536), false)).toEqual({
      served: { contentType: "application/wasm", contentEncoding: "gzip" },
    });
  });

  it("have the charset that is said inside", () => {
    const page = joined('<meta charset="shift_jis">', shiftJis);
    expect(servedAs("a.html.gz", gzipSync(page)).served.contentType).toBe("text/html; charset=shift_jis");
  });

  it("are packed, however much is in them", () => {
    const bomb = gzipSync(Buffer.alloc(40_000_000));
    expect(servedAs("a.svgz", bomb).served.contentEncoding).toBe("gzip");
  });

  it.each([
    ["app.js.br", "text/javascript; charset=utf-8", "br", utf8("console.log(1)")],
    ["app.js.gz", "text/javascript; charset=utf-8", "gzip", utf8("console.log(1)")],
    ["logo.svgz", "image/svg+xml; charset=utf-8", "gzip", utf8("<svg/>")],
    ["short.js.gz", "text/javascript; charset=utf-8", "gzip", utf8("1")],
    ["a.wasm.gz", "application/wasm", "gzip", deflateSync("a")],
  ])("%s that is none is sent as it is, and said", (key, contentType, encoding, bytes) => {
    expect(servedAs(key, bytes)).toEqual({
      served: { contentType },
      contradiction: `is not ${encoding}, which its name says`,
    });
  });
});

describe("charsets", () => {
  it.each<[title: string, key: string, bytes: Uint8Array, charset: string | undefined]>([
    ["UTF-8 that says nothing", "a.html", utf8("é"), "utf-8"],
    ["UTF-8 that says so", "a.html", utf8('<meta charset="UTF-8">é'), "utf-8"],
    ["a page of Latin 1", "a.html", latin1("<meta charset=iso-8859-1>é"), "iso-8859-1"],
    ["a page of Shift JIS", "a.html", joined('<meta charset="Shift_JIS">', shiftJis), "shift_jis"],
    [
      "a page that says it as a header",
      "a.html",
      latin1('<META http-equiv="Content-Type" content="text/html; charset=windows-1252">é'),
      "windows-1252",
    ],
    ["a page that says it late", "a.html", latin1(`${"<meta>".repeat(300)}<meta charset=latin1>é`), "latin1"],
    [
      "a page with a declaration of XML",
      "a.html",
      latin1('<?xml version="1.0" encoding="latin1"?>é'),
      "latin1",
    ],
    ["a comment that says another", "a.html", utf8("<!-- <meta charset=latin1> -->é"), "utf-8"],
    ["a charset that nobody knows", "a.html", utf8("<meta charset=klingon>é"), "utf-8"],
    ["UTF-16 said in bytes, which is UTF-8", "a.html", utf8("<meta charset=utf-16>é"), "utf-8"],
    ["ASCII of any charset", "a.html", utf8("<meta charset=iso-8859-1>e"), "iso-8859-1"],
    [
      "seven bits of Japanese",
      "a.html",
      utf8("<meta charset=iso-2022-jp>\u001b$BF|K\\\u001b(B"),
      "iso-2022-jp",
    ],
    ["UTF-16 by its mark", "a.txt", utf16("\ufeffé"), "utf-16le"],
    ["UTF-16 by its mark, the other way round", "a.txt", utf16("\ufeffé").swap16(), "utf-16be"],
    ["UTF-16 of XML, without a mark", "a.xml", utf16('<?xml version="1.0"?>'), "utf-16le"],
    ["a page with the mark of what it says", "a.html", withMark("<meta charset=utf-8>"), "utf-8"],
    ["XML of Latin 1", "a.xml", latin1('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'), "iso-8859-1"],
    ["a feed of Latin 2", "a.rss", latin1("<?xml version='1.0' encoding='iso-8859-2'?>é"), "iso-8859-2"],
    ["SVG of Latin 1", "a.svg", latin1('<?xml version="1.0" encoding="latin1"?><svg>é</svg>'), "latin1"],
    [
      "a style sheet of Latin 1",
      "a.css",
      latin1('@charset "iso-8859-1"; a::after{content:"é"}'),
      "iso-8859-1",
    ],
    ["a style sheet that says it elsewhere", "a.css", utf8('/**/@charset "latin1"; é'), "utf-8"],
    ["a script that has the word", "a.js", utf8("'<meta charset=latin1>é'"), "utf-8"],
  ])("%s: %s", (_title, key, bytes, charset) => {
    const { contradiction, served } = servedAs(key, bytes);
    expect([served.contentType.split("charset=")[1], contradiction]).toEqual([charset, undefined]);
  });

  it.each<[title: string, key: string, bytes: Uint8Array, type: string, contradiction: string]>([
    ["no UTF-8, and silent", "a.html", latin1("é"), "text/html", "says no charset, and is not UTF-8"],
    [
      "no UTF-8, and no place to say it",
      "a.js",
      latin1("é"),
      "text/javascript",
      "says no charset, and is not UTF-8",
    ],
    [
      "no UTF-8, though it says so",
      "a.html",
      latin1("<meta charset=utf-8>é"),
      "text/html",
      "says utf-8, and is not",
    ],
    [
      "UTF-8, and says another",
      "a.html",
      utf8("<meta charset=iso-8859-1>é"),
      "text/html",
      "says iso-8859-1, and is UTF-8",
    ],
    [
      "no Shift JIS, though it says so",
      "a.html",
      joined("<meta charset=shift_jis>", Buffer.from([0x80, 0xff])),
      "text/html",
      "says shift_jis, and is not",
    ],
    [
      "a mark that is not what it says",
      "a.html",
      withMark("<meta charset=iso-8859-1>é"),
      "text/html; charset=utf-8",
      "says iso-8859-1, and begins with the byte order mark of utf-8",
    ],
  ])("is %s: sends what cannot be wrong, and says why", (_title, key, bytes, contentType, contradiction) => {
    expect(servedAs(key, bytes)).toEqual({ served: { contentType }, contradiction });
  });

  it.each<readonly [key: string, bytes: Buffer, contentType: string]>([
    ["LICENSE", utf8("Copyright ©\n"), "text/plain; charset=utf-8"],
    ["docs/README", utf8("\tread\u001b[0m me"), "text/plain; charset=utf-8"],
    ["LICENSE", latin1("caf\xe9"), "application/octet-stream"],
    ["tool", Buffer.from("7f454c4602010100", "hex"), "application/octet-stream"],
    ["nothing", Buffer.alloc(0), "application/octet-stream"],
    [".well-known/acme-challenge/token", utf8("token.thumbprint"), "application/octet-stream"],
    [".well-known/acme-challenge/number", utf8("12"), "application/octet-stream"],
    [".well-known/lnurlp/bob", utf8('{"tag":"payRequest"}'), "application/json; charset=utf-8"],
    ["keys/deploy.pub", utf8("ssh-ed25519 AAAA"), "text/plain; charset=utf-8"],
    ["flyer.pub", Buffer.from("d0cf11e0a1b11ae1", "hex"), "application/x-mspublisher"],
    ["log.ndjson", utf8("{}"), "application/x-ndjson"],
    ["site.tgz", Buffer.from("1f8b", "hex"), "application/gzip"],
    ["me.vcf", utf8("BEGIN:VCARD"), "text/vcard; charset=utf-8"],
    [".well-known/atproto-did", utf8("did:plc:x"), "text/plain; charset=utf-8"],
    ["a.unheard-of", utf8("text"), "text/plain; charset=utf-8"],
    ["install.ps1", utf8("\ufeff# é"), "text/plain; charset=utf-8"],
    ["template.tmpl", utf8("<!doctype html>{{> body}}"), "text/plain; charset=utf-8"],
    ["backup.dump", utf8("CREATE TABLE a ();"), "application/octet-stream"],
    ["disk.img", utf8("text"), "application/octet-stream"],
    ["firmware.bin", utf8("text"), "application/octet-stream"],
    ["model.onnx", Buffer.from("0807", "hex"), "application/octet-stream"],
    [".well-known/token.unheard-of", utf8("text"), "application/octet-stream"],
    ["app_de.ts", utf8('<?xml version="1.0"?><!DOCTYPE TS><TS/>'), "text/plain; charset=utf-8"],
    ["src/index.ts", utf8("export const a = 1;"), "text/plain; charset=utf-8"],
    ["src/G.mts", utf8("G = 1;"), "text/plain; charset=utf-8"],
    ["lib.rs", utf8("fn main() {}"), "text/plain; charset=utf-8"],
    ["service.rs", utf8("<?xml version='1.0'?><service/>"), "application/rls-services+xml; charset=utf-8"],
    ["public.key", utf8("-----BEGIN PUBLIC KEY-----"), "text/plain; charset=utf-8"],
    ["graph.dot", utf8("digraph {}"), "text/plain; charset=utf-8"],
    ["talk.key", Buffer.from("504b0304", "hex"), "application/vnd.apple.keynote"],
    ["old.doc", utf8("{\\rtf1}"), "application/msword"],
    ["about", utf8("\n<!DOCTYPE html><p>é"), "text/html; charset=utf-8"],
    ["old", latin1("<html><meta charset=latin1>é"), "text/html; charset=latin1"],
    ["old.php", latin1("<html><meta charset=latin1>é"), "text/html; charset=latin1"],
    ["v1.2", utf8("<!-- saved from -->\n<!-- twice --><html>"), "text/html; charset=utf-8"],
    ["index.php?page=2", utf8("<title>2</title>"), "text/html; charset=utf-8"],
    ["part", utf8("<p class=x>é"), "text/html; charset=utf-8"],
    ["rss", utf8('<rss version="2.0">'), "application/xml; charset=utf-8"],
    ["icon", utf8('<svg xmlns="http://www.w3.org/2000/svg">'), "image/svg+xml; charset=utf-8"],
    ["avatars/u/12", Buffer.from("89504e470d0a1a0a", "hex"), "image/png"],
    ["avatars/u/13", Buffer.from("524946460000000057454250", "hex"), "image/webp"],
    ["paper", latin1("%PDF-1.7\n%äüöß"), "application/pdf"],
    [".well-known/picture", Buffer.from("89504e470d0a1a0a", "hex"), "application/octet-stream"],
    ["feed", utf8('<?xml version="1.0"?><rss/>'), "application/xml; charset=utf-8"],
    ["api/posts", utf8('[{"id":1}]'), "application/json; charset=utf-8"],
    ["number", utf8("12"), "text/plain; charset=utf-8"],
    ["index.php", utf8("<!doctype html><p>"), "text/html; charset=utf-8"],
    ["default.aspx", utf8("<HTML><p>"), "text/html; charset=utf-8"],
    ["source.php", utf8("<?php echo 1;"), "application/x-httpd-php"],
    ["film.ts", utf8("G@\u0011\u0010"), "video/mp2t"],
    ["film.ts", Buffer.from("00ff00", "hex"), "video/mp2t"],
  ])("of %s say whether it is a text, where the name does not", (key, bytes, contentType) => {
    expect(servedAs(key, bytes)).toEqual({ served: { contentType } });
  });

  it("take a beginning that ends within a character for what it is", () => {
    expect(servedAs("a.txt", utf8("aé").subarray(0, 2), false)).toEqual({
      served: { contentType: "text/plain; charset=utf-8" },
    });
  });
});
