import { describe, expect, it } from "vitest";
import { expectedFromFolder } from "../../../operations/verify/expected";
import { verifyReleased } from "../../../operations/verify/verify-released";
import { planOf } from "../../../release";
import { checkFolder } from "../../../release/csp/folder";
import { scanFolder } from "../../../release/scan/scan";
import { rehearsedSites, serve } from "../../rehearsal/session/support/served";
import { folderOf } from "../../support/release/folder";
import { releaseWorld, siteConfig } from "../../support/release/world";

const files = {
  "index.html": `\uFEFF<script>\r\ngo()</script><link rel="stylesheet" href="/a.css"><img src="https://a.example/x.png">`,
  "docs/index.html": `<link rel="stylesheet" href="/a.css"><p style="color:red">
    <iframe srcdoc="<link rel=stylesheet href=/a.css><script>1</script>"></iframe>`,
  "own.html": `<meta http-equiv="Content-Security-Policy" content="font-src 'none'">
    <link rel="stylesheet" href="/a.css">`,
  "fine.html": '<img src="/x.png">',
  "a.css": '@import "/b.css"; a{background:url(https://a.example/x.png)}',
  "b.css": "@font-face{src:url(data:font/woff2;base64,AA)}",
  "x.png": "",
};

describe("the count of what policies block, while the folder is read", () => {
  it.each([
    ["the default policy", {}],
    ["a policy that lets all of it in", { contentSecurityPolicy: "default-src * data: 'unsafe-inline'" }],
    ["no policy", { contentSecurityPolicy: false as const }],
  ])("is that of the check, with %s", async (_, headers) => {
    const site = siteConfig({ headers });
    const folder = folderOf(files);
    const blocked = await checkFolder(folder, site);
    const pages = new Set(blocked.map(({ page }) => page)).size;
    const { warnings } = await scanFolder(folder, site);
    const counts = warnings
      .filter(({ code }) => code === "RELEASE_CSP_BLOCKS")
      .map(({ value }) => value.match(/\d+/g)?.map(Number));
    expect(counts).toEqual(blocked.length === 0 ? [] : [[blocked.length, pages]]);
  });

  const warning = { code: "RELEASE_CSP_BLOCKS", mend: expect.stringMatching(/^npx outlast csp /) };

  it("is a warning of a release's plan", async () => {
    const plan = await planOf(folderOf(files), releaseWorld().context);
    expect(plan.warnings).toContainEqual(expect.objectContaining(warning));
    expect(plan.stops).toEqual([]);
  });

  it("is a warning of verify, which fails nothing", async () => {
    const { warnings } = await expectedFromFolder(folderOf(files), siteConfig());
    expect(warnings).toEqual([expect.objectContaining(warning)]);
  });

  it("is told by verify whatever answers for the site", async () => {
    const asked = { folder: folderOf(files), concurrency: 4, timeout: 5 };
    const nobody = { origin: "http://127.0.0.1:1", site: siteConfig() };
    expect((await verifyReleased(nobody, asked)).warnings).toEqual([expect.objectContaining(warning)]);
  });

  it("is a line of start, and gone once the site is mended", async () => {
    const regions = { primary: "eu-central-1", replica: "eu-west-1" };
    const warned = async (content: Record<string, string>) => {
      const config = siteConfig({ name: "docs" });
      const sites = rehearsedSites({ name: "docs", regions }).map((site) => ({
        ...site,
        config: { ...config, content: { ...config.content, folder: folderOf(content) } },
      }));
      const served = await serve(sites);
      await served.rehearsal.close();
      return served.warnings;
    };
    expect(await warned({ ...files, "404.html": "" })).toEqual([
      expect.stringMatching(
        /^docs: the Content-Security-Policy would block \d+ things on 3 pages\. npx outlast csp /,
      ),
    ]);
    expect(await warned({ "index.html": "<p>", "404.html": "" })).toEqual([]);
  });
});
