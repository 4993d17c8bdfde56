import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SiteInput } from "../../../config";
import { mirror } from "../../../operations/mirror/mirror";
import { networkAsk } from "../../../operations/verify/ask";
import { verifyReleased } from "../../../operations/verify/verify-released";
import { release } from "../../../release";
import { folderOf } from "../../support/release/folder";
import { liveDocs } from "../../support/release/live";

/** A mirror served by real nginx, beside what the rehearsal answers for the same site. */
async function mirrored(site: Partial<SiteInput>, files: Readonly<Record<string, string>>) {
  const live = liveDocs(site);
  await release(folderOf(files), live.context, { yes: true });
  const folder = mkdtempSync(join(tmpdir(), "outlast-mirror-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { clock, site: config, stores } = live.context;
  const port = await freePort();
  const done = await mirror({
    ...{ site: config, stores, clock, folder, note: () => {}, from: "replica" },
    nginx: { listen: `127.0.0.1:${port}` },
  });
  const nginx = await startNginx(folder, port);
  onTestFinished(nginx.stop);
  const edge = async (path: string, query = "") => {
    const answer = await live.get(path, {}, query);
    return {
      status: answer.status,
      headers: new Headers([...answer.headers]),
      text: Buffer.from(answer.body).toString(),
    };
  };
  return {
    done,
    folder,
    edge,
    verified: { origin: `http://127.0.0.1:${port}`, site: config },
    ask: (path: string) => networkAsk({ timeoutSeconds: 30 })(`http://127.0.0.1:${port}${path}`),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** nginx in the foreground, as nobody in particular, with all that it writes in a folder of its own. */
async function startNginx(mirrorFolder: string, port: number) {
  const run = mkdtempSync(join(tmpdir(), "outlast-nginx-"));
  const temps = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (of) => `${of}_temp_path ${run}/${of};`,
  );
  writeFileSync(
    join(run, "main.conf"),
    `${process.getuid?.() === 0 ? "user root;" : ""} daemon off; worker_processes 1; pid ${run}/pid; error_log stderr notice;
     events { worker_connections 64; }
     http { access_log off; ${temps.join(" ")} include ${join(mirrorFolder, "nginx.conf")}; }`,
  );
  const child: ChildProcess = spawn("nginx", ["-p", run, "-e", "stderr", "-c", join(run, "main.conf")], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: `${process.env.PATH}:/usr/sbin` },
  });
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on("data", (chunk) => {
      said += chunk;
      if (/start worker process/.test(said)) resolve();
    });
    child.on("error", () => reject(new Error("missing: nginx. Debian: apt-get install nginx-light.")));
    child.on("exit", () => reject(new Error(said)));
  });
  return {
    port,
    stop: async () => {
      const gone = once(child, "exit");
      child.kill("SIGQUIT");
      await gone;
      rmSync(run, { recursive: true, force: true });
    },
  };
}

/** Headers that a host decides for itself, or that only CloudFront has. */
const own =
  /^(?:accept-ranges|age|connection|content-length|date|etag|keep-alive|last-modified|server|transfer-encoding|vary|via|x-cache|x-amz-.*)$/;
/** What else visitors see; of a redirect's body, which nginx has and the site's function has not, nothing. */
function shown(status: number, headers: Headers) {
  const isRedirect = status >= 300 && status < 400;
  const seen = [...headers].filter(([name]) => !own.test(name) && !(isRedirect && name === "content-type"));
  return Object.fromEntries(seen);
}

const page = (text: string) => `<!doctype html><title>${text}</title><script>go("${text}")</script>`;

const rules: Partial<SiteInput> = {
  redirects: [
    { from: "/old", to: "/docs/?from=old#top", status: 302 },
    { from: "/blog", to: "/news", match: "prefix" },
    { from: "/by/:name/*", to: "/people/:name/:splat", status: 308 },
    { from: "/all/*", to: "/:splat" },
  ],
  headers: {
    rules: [
      { path: "/docs/*", set: { "X-Room": 'a "quoted" $room' } },
      { contentType: "text/css", set: { "Cache-Control": "no-cache, no-transform" } },
      { status: "4xx", set: { "X-Missing": "yes" } },
    ],
  },
};
const tree = {
  "index.html": page("home"),
  "404.html": page("missing"),
  "docs/index.html": page("docs"),
  "docs/a b+c/index.html": page("spaces"),
  "style.css": "a { color: red }",
  "caf\u00e9.txt": "\u00e9",
  "pic$1.svg": "<svg/>",
  "data.json": "{}",
};
const treePaths = [
  ...["/", "/docs/", "/docs", "/docs/index.html", "/docs/a%20b+c/", "/style.css", "/caf%C3%A9.txt"],
  ...["/pic$1.svg", "/data.json", "/nothing.html", "/DOCS/", "/old", "/old?x=1", "/old/", "/docs?x=1"],
  ...["/blog/2020/a", "/blog", "/blog/?q=1", "/by/ann/a/b%20c", "/by/ann", "/all//evil.example"],
  ...["/nginx.conf", "/../nginx.conf"],
];

describe("what nginx serves of a mirror is what CloudFront serves of the site", () => {
  it.each<[string, Partial<SiteInput>, Record<string, string>, string[]]>([
    ["with folders", rules, tree, treePaths],
    [
      "with a function at the viewer",
      { ...rules, headers: { rules: rules.headers?.rules?.slice(0, 2), runtime: "cloudfront-function" } },
      tree,
      treePaths,
    ],
    [
      "with extensions",
      { urls: { style: "html-extension", trailingSlash: "strip" }, headers: { inlineHashes: false } },
      { "index.html": page("home"), "404.html": page("missing"), "docs.html": page("docs") },
      ["/", "/index.html", "/docs", "/docs/", "/docs.html", "/nothing.js"],
    ],
    [
      "with one page",
      { urls: "spa", errorPages: { notFound: false } },
      { "index.html": page("home"), "app.js": "1" },
      ["/", "/index.html", "/any/route", "/any/v1.2", "/app.js"],
    ],
  ])("%s", { timeout: 120_000 }, async (_, site, files, paths) => {
    const { ask, edge } = await mirrored(site, files);
    for (const path of paths) {
      const [name = "", query = ""] = path.split("?");
      const [there, here] = [await edge(name, query), await ask(path)];
      expect({ path, status: here.status, headers: shown(here.status, here.headers) }).toEqual({
        path,
        status: there.status,
        headers: shown(there.status, there.headers),
      });
      if (there.status === 200 || there.status === 404) expect(here.text).toBe(there.text);
    }
  });
});

it("is what outlast verify expects of the site, but for compression and the regions' own documents", async () => {
  const files = { ...tree, "long/index.html": page("long ".repeat(400)) };
  const { verified } = await mirrored(rules, files);
  const asked = { folder: folderOf(files), concurrency: 4, timeout: 30 };
  const { checks } = await verifyReleased(verified, asked);
  const wrong = checks.filter(({ failures }) => failures.length > 0);
  const cloudFronts = ["compression", "regions by themselves"];
  expect(wrong.filter(({ group }) => !cloudFronts.includes(group))).toEqual([]);
  expect(new Set(wrong.map(({ group }) => group))).toEqual(new Set(cloudFronts));
  const pages = checks.filter(({ group }) => group === "bytes, type and lifetime");
  expect(pages.length).toBeGreaterThanOrEqual(Object.keys(files).length);
});

it("is written for other hosts too", async () => {
  const { ask, done, folder } = await mirrored(
    { redirects: [{ from: "/blog", to: "/news", match: "prefix" }] },
    { "index.html": page("home"), "404.html": "gone" },
  );
  expect(done).toMatchObject({ from: "replica", files: 2 });
  // What is for other hosts is not for visitors of this one.
  expect((await ask("/_headers")).status).toBe(404);
  expect(readFileSync(join(folder, "site/_redirects"), "utf8")).toBe(
    "/blog /news 301\n/blog/* /news/:splat 301\n",
  );
  const headers = readFileSync(join(folder, "site/_headers"), "utf8");
  expect(headers).toMatch(/^\/\*\n {2}strict-transport-security: max-age=31536000\n/);
  expect(headers).toMatch(/\n\/\n {2}content-type: text\/html; charset=utf-8\n/);
});
