import { readFile, realpath, stat } from "node:fs/promises";
import { extname, join, resolve, sep } from "node:path";
import { HeaderMap } from "../edge/http/header-map";
import type { Origin } from "../edge/model";
import type { AttemptLimits, OriginClient, OriginOutcome, OriginRequest } from "../edge/ports";

/** Media types of what a site's own server would send; anything else is bytes. */
const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webp": "image/webp",
  ".xml": "application/xml",
};

/** A custom origin that is a folder on this machine, served as any static web server would, as it is now. */
export class FolderOrigin implements OriginClient {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  async fetch(_origin: Origin, request: OriginRequest, _limits: AttemptLimits): Promise<OriginOutcome> {
    if (request.method !== "GET" && request.method !== "HEAD")
      return answer(405, "Method Not Allowed", "text/plain");
    const path = await this.#file(request.path);
    if (path === undefined) return answer(404, "Not Found", "text/plain");
    const [body, { mtime }] = await Promise.all([readFile(path), stat(path)]);
    const found = answer(
      200,
      "OK",
      contentTypes[extname(path).toLowerCase()] ?? "application/octet-stream",
      body,
    );
    found.headers.set("last-modified", mtime.toUTCString());
    return request.method === "HEAD" ? { ...found, body: new Uint8Array() } : found;
  }

  /** The file of a path; undefined for what does not exist, or is not inside the folder, links included. */
  async #file(path: string): Promise<string | undefined> {
    try {
      const decoded = decodeURIComponent(path);
      if (decoded.includes("\0")) return undefined;
      const root = await realpath(this.#folder);
      const wanted = await realpath(join(root, decoded));
      const found = (await stat(wanted)).isDirectory() ? await realpath(join(wanted, "index.html")) : wanted;
      return found.startsWith(root + sep) ? found : undefined;
    } catch {
      return undefined;
    }
  }
}

function answer(
  status: number,
  statusText: string,
  contentType: string,
  body: Uint8Array = Buffer.from(statusText),
) {
  const headers = new HeaderMap({ "content-type": contentType, "content-length": String(body.length) });
  return { kind: "response" as const, status, statusText, headers, body };
}
