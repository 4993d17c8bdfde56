import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { urlStyleOf } from "../../config/url-style";
import { pageUrl } from "../../facts/site/page-url";
import { Rehearsal } from "../../rehearsal/assembly/rehearsal";
import { projectContent } from "../../rehearsal/content/content";
import { HeaderMap, SystemClock } from "../../rehearsal/edge";
import { walkFolder } from "../../release/scan/walk";
import { exampleSite } from "../rehearsal/support/example-site";

const folder = mkdtempSync(join(tmpdir(), "outlast-real-site-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Published packages of hundreds of files, with the documents that a site has to have. */
const packages = ["zod/v4", "htmlparser2/dist", "@aws-sdk/client-cloudfront/dist-es"];

describe("a published package, released as a site", () => {
  it.each(packages)(
    "reaches visitors byte for byte through the edge, from either region: %s",
    async (name) => {
      cpSync(join("node_modules", name), folder, { recursive: true });
      for (const page of ["index.html", "404.html", "maintenance.html"]) {
        writeFileSync(join(folder, page), `<!doctype html><title>${page}</title>`);
      }
      const { config, loaded } = exampleSite();
      const rehearsal = new Rehearsal(loaded, { clock: new SystemClock(), replicationLag: 0 });
      await projectContent(
        { ...config, urls: "none", content: { ...config.content, folder } },
        rehearsal,
      ).load();
      const { files } = await walkFolder(folder);
      for (const side of ["primary", "replica"] as const) {
        rehearsal.serveFrom(side);
        rehearsal.edge.clear();
        for (const { key, path } of files) {
          const answer = await rehearsal.edge.handle({
            method: "GET",
            scheme: "https",
            httpVersion: "2.0",
            path: pageUrl(urlStyleOf(config), `/${key.split("/").map(encodeURIComponent).join("/")}`),
            query: "",
            headers: new HeaderMap({ host: config.domain?.name ?? "" }),
            clientIp: "203.0.113.7",
          });
          const same = Buffer.from(answer.body).equals(readFileSync(path));
          expect([key, answer.status, same]).toEqual([key, 200, true]);
        }
      }
      await rehearsal.close();
      expect(files.length).toBeGreaterThan(20);
    },
  );
});
