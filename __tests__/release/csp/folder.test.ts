import { describe, expect, it } from "vitest";
import { checkFolder, renderBlocked } from "../../../release/csp/folder";
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

  it("reads the pages' own policies where no header is configured", async () => {
    const site = siteConfig({ headers: { contentSecurityPolicy: false } });
    const blocked = await checkFolder(folderOf({ "index.html": own }), site);
    expect(blocked).toMatchObject([{ page: "index.html", by: "page", directive: "img-src" }]);
  });
});
