import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { renderBlocked } from "../../../cli/output/blocked";
import { checkFolder, tightestOfFolder } from "../../../release/csp/folder";
import { scanFolder } from "../../../release/scan/scan";
import { folderOf } from "../../support/release/folder";
import { siteConfig } from "../../support/release/world";

describe("the check of a folder", () => {
  const own = `<meta http-equiv="Content-Security-Policy" content="img-src 'none'"><img src="/a.png">`;

  it("tells what the header blocks from what a page's own policy does", async () => {
    const site = siteConfig({ headers: { contentSecurityPolicy: "default-src 'none'" } });
    const blocked = await checkFolder(folderOf({ "index.html": own }), site);
    expect(renderBlocked(blocked).split("\n")).toEqual([
      "the Content-Security-Policy would block 2 things on 1 page:",
      "  index.html",
      "    default-src blocks https://site.invalid/a.png",
      "      it would need 'self'",
      "    img-src of the page's own <meta> blocks https://site.invalid/a.png",
      "      it would need 'self'",
    ]);
  });

  it("gives a page the policy that the functions would, by the rules for its document", async () => {
    const csp = (value: string) => ({ "Content-Security-Policy": value });
    const site = siteConfig({
      headers: {
        contentSecurityPolicy: "img-src 'none'",
        rules: [
          { path: "/open/*.html", set: csp("img-src 'self'") },
          { path: "/open/closed/*", contentType: "text/html", set: csp("img-src 'none'") },
          { path: "/open/*", status: 404, set: csp("img-src 'none'") },
          { path: "/open/*", contentType: "image/png", set: csp("img-src 'none'") },
        ],
      },
    });
    const page = '<img src="/a.png">';
    const files = ["index.html", "open/index.html", "open/closed/index.html"];
    const blocked = await checkFolder(folderOf(Object.fromEntries(files.map((key) => [key, page]))), site);
    expect(blocked.map((one) => one.page).sort()).toEqual(["index.html", "open/closed/index.html"]);
  });

  it("knows pages, scripts and style sheets by what visitors get", async () => {
    const contentSecurityPolicy = "default-src 'none'";
    const site = siteConfig({
      headers: { contentSecurityPolicy },
      content: { files: [{ glob: "*.page", contentType: "text/html" }] },
    });
    const loads = (name: string) => `<!doctype html><img src="/${name}.png">`;
    const folder = folderOf({
      "index.html": "<p>",
      about: loads("about"),
      "old.php": loads("old"),
      "a.page": loads("page"),
      "packed.html": gzipSync(loads("packed")),
      photo: Buffer.from("89504e470d0a1a0a", "hex"),
    });
    const blocked = await checkFolder(folder, site);
    expect(blocked.map(({ page }) => page).sort()).toEqual(["a.page", "about", "old.php", "packed.html"]);
  });

  it("says which compressed files it could not unpack", async () => {
    const cut = gzipSync("<script>go()</script>".repeat(99)).subarray(0, -9);
    const folder = folderOf({ "index.html": "<p>", "cut.html": cut, "a.html.gz": cut });
    const { pages, unread } = await tightestOfFolder(folder, siteConfig());
    expect(pages).toEqual(["index.html"]);
    expect(unread).toEqual([expect.stringMatching(/^files that are compressed and cut off, .*: cut.html$/)]);
  });

  it("hashes what is inline in a page of another charset as browsers read it", async () => {
    const site = siteConfig({ headers: { contentSecurityPolicy: false, inlineHashes: false } });
    // document.title = "日本", in Shift JIS.
    const text = Buffer.concat([
      Buffer.from('document.title = "'),
      Buffer.from("93fa967b", "hex"),
      Buffer.from('"'),
    ]);
    const page = Buffer.concat([
      Buffer.from("<meta charset=shift_jis><script>"),
      text,
      Buffer.from("</script>"),
    ]);
    const hash = createHash("sha256").update('document.title = "日本"').digest("base64");
    const folder = folderOf({ "index.html": page });
    expect((await tightestOfFolder(folder, site)).policy).toContain(`'sha256-${hash}'`);
    const { files } = await scanFolder(folder, siteConfig());
    expect(files.map(({ served }) => served.inlineHashes)).toEqual([`script-src-elem 'sha256-${hash}'`]);
  });

  it("leaves the floor's policy where a rule takes away what another one set", async () => {
    const headers = { "Content-Security-Policy": "img-src 'self'" };
    const site = siteConfig({
      headers: {
        contentSecurityPolicy: false,
        rules: [{ set: headers }, { remove: ["Content-Security-Policy"] }],
      },
    });
    expect(await checkFolder(folderOf({ "index.html": "<script>1</script>" }), site)).toEqual([]);
  });

  it("reads the pages' own policies where no header is configured", async () => {
    const site = siteConfig({ headers: { contentSecurityPolicy: false } });
    const blocked = await checkFolder(folderOf({ "index.html": own }), site);
    expect(blocked).toMatchObject([{ page: "index.html", by: "page", directive: "img-src" }]);
  });
});
