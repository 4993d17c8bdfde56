import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HeaderMap, type OriginRequest } from "../../../rehearsal/edge";
import { FolderOrigin } from "../../../rehearsal/server";
import { contentTypeOf } from "../../../release/classes/content-type";
import { customOrigin } from "../edge/harness";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-folder-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, text = path) => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};

async function outcome(
  path: string,
  { method = "GET", query = "", readTimeout = 30_000, headers = {} } = {},
) {
  const asked = { method, path, query, sourceArn: "arn", headers: new HeaderMap(headers) };
  const request: OriginRequest = { ...asked, scheme: "http" };
  const limits = { connectTimeout: 10_000, readTimeout };
  return new FolderOrigin(folder, contentTypeOf).fetch(customOrigin("docs"), request, limits);
}

async function get(...given: Parameters<typeof outcome>) {
  const answer = await outcome(...given);
  if (answer.kind !== "response") throw new Error(answer.kind);
  const { status, headers, body } = answer;
  return { status, body: Buffer.from(body).toString(), header: (name: string) => headers.get(name) };
}

describe("a folder in the place of a server", () => {
  it("gives files the types that a release gives them", async () => {
    const types = {
      "page.html": "text/html; charset=utf-8",
      "photo.jpg": "image/jpeg",
      "font.woff2": "font/woff2",
      "app.webmanifest": "application/manifest+json; charset=utf-8",
      "data.bin2": "application/octet-stream",
    };
    for (const [name, type] of Object.entries(types)) {
      write(name);
      const { status, body, header } = await get(`/${name}`);
      expect([status, body, header("content-type")]).toEqual([200, name, type]);
      expect(header("content-length")).toBe(String(name.length));
    }
  });

  it("answers for a folder with its index.html, and leads to its slash", async () => {
    write("index.html");
    write("docs/index.html");
    write("empty/other.html");
    expect((await get("/")).body).toBe("index.html");
    expect((await get("/docs/")).body).toBe("docs/index.html");
    const redirect = await get("/docs", { query: "a=1" });
    expect([redirect.status, redirect.header("location")]).toEqual([301, "/docs/?a=1"]);
    expect((await get("//docs")).header("location")).toBe("/docs/");
    expect((await get("/empty")).status).toBe(404);
    expect((await get("/empty/")).status).toBe(404);
  });

  it("answers 304 to who has the file, until it changes", async () => {
    write("page.html", "one");
    utimesSync(join(folder, "page.html"), 1_700_000_000, 1_700_000_000);
    const first = await get("/page.html");
    const etag = first.header("etag") ?? "";
    const modified = first.header("last-modified") ?? "";
    expect(modified).toBe("Tue, 14 Nov 2023 22:13:20 GMT");
    const byTag = await get("/page.html", { headers: { "if-none-match": etag } });
    expect([byTag.status, byTag.body, byTag.header("etag")]).toEqual([304, "", etag]);
    expect((await get("/page.html", { headers: { "if-modified-since": modified } })).status).toBe(304);
    write("page.html", "two");
    for (const headers of [{ "if-none-match": etag }, { "if-modified-since": modified }])
      expect(await get("/page.html", { headers })).toMatchObject({ status: 200, body: "two" });
  });

  it("sends no body for HEAD, and takes no other method", async () => {
    write("page.html");
    const head = await get("/page.html", { method: "HEAD" });
    expect([head.status, head.body, head.header("content-length")]).toEqual([200, "", "9"]);
    const post = await get("/page.html", { method: "POST" });
    expect([post.status, post.header("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("serves regular files alone: a pipe is not found, and holds nobody up", async () => {
    execFileSync("mkfifo", [join(folder, "pipe"), join(folder, "index.html")]);
    expect((await get("/pipe")).status).toBe(404);
    expect((await get("/")).status).toBe(404);
  });

  it("leads nowhere out of the folder", async () => {
    symlinkSync("/etc", join(folder, "etc"));
    symlinkSync("/etc/passwd", join(folder, "index.html"));
    for (const path of ["/", "/etc/passwd", "/../etc/passwd", "/..%2f..%2fetc/passwd", "/a%00.html", "/none"])
      expect((await get(path)).status).toBe(404);
    expect((await get("/%")).status).toBe(400);
    rmSync(folder, { recursive: true });
    expect((await get("/")).status).toBe(404);
  });

  it("is a read timeout where a file takes longer, and breaks off where it is larger than can be kept", async () => {
    write("large.bin");
    truncateSync(join(folder, "large.bin"), 200 * 1024 * 1024);
    expect(await outcome("/large.bin", { readTimeout: 0 })).toEqual({ kind: "read-timeout" });
    truncateSync(join(folder, "large.bin"), 256 * 1024 * 1024 + 1);
    expect(await outcome("/large.bin")).toEqual({ kind: "reset" });
  });
});
