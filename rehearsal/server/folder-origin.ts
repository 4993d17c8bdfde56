import { constants, type Stats } from "node:fs";
import { open, realpath, stat } from "node:fs/promises";
import { STATUS_CODES } from "node:http";
import { join, resolve, sep } from "node:path";
import { isNotModified } from "../../facts/http/conditional";
import { HeaderMap } from "../../facts/http/header-map";
import { decodePath } from "../../facts/site/path";
import type { Origin } from "../edge/model";
import type {
  AttemptLimits,
  OriginClient,
  OriginOutcome,
  OriginRequest,
  OriginResponse,
} from "../edge/ports";
import { mostBodyBytes } from "./http-origin";

/**
 * A custom origin that is a folder on this machine, served as any static web server would, as it is now: the
 * `index.html` of a folder, a redirect to a folder's slash, validators and 304. Real time.
 */
export class FolderOrigin implements OriginClient {
  readonly #folder: string;
  readonly #contentTypeOf: (path: string) => string;

  /** `contentTypeOf` gives the Content-Type of a file by its path. */
  constructor(folder: string, contentTypeOf: (path: string) => string) {
    this.#folder = resolve(folder);
    this.#contentTypeOf = contentTypeOf;
  }

  async fetch(_origin: Origin, request: OriginRequest, limits: AttemptLimits): Promise<OriginOutcome> {
    // Files are there at once, but for those of a network's file system.
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<OriginOutcome>((done) => {
      timer = setTimeout(() => done({ kind: "read-timeout" }), limits.readTimeout);
    });
    return Promise.race([this.#answer(request), late]).finally(() => clearTimeout(timer));
  }

  async #answer(request: OriginRequest): Promise<OriginOutcome> {
    if (request.method !== "GET" && request.method !== "HEAD") return plain(405, { allow: "GET, HEAD" });
    try {
      const path = decodePath(request.path);
      if (path === undefined) return plain(400);
      const root = await realpath(this.#folder);
      const found = await inside(root, path);
      if (!(await stat(found)).isDirectory()) return await this.#file(found, request);
      const index = await inside(root, join(path, "index.html"));
      return path.endsWith("/")
        ? await this.#file(index, request)
        : plain(301, { location: withSlash(request) });
    } catch (error) {
      return plain(statusOf(error));
    }
  }

  async #file(path: string, { method, headers: asked }: OriginRequest): Promise<OriginOutcome> {
    // To wait for the writer of a pipe could take for ever, and a thread as long.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) return plain(404);
      if (stats.size > mostBodyBytes) return { kind: "reset" };
      const headers = validators(stats);
      if (isNotModified(asked, headers)) return answer(304, headers);
      headers.set("content-type", this.#contentTypeOf(path));
      const body = method === "HEAD" ? undefined : await file.readFile();
      headers.set("content-length", String(body?.length ?? stats.size));
      return answer(200, headers, body);
    } finally {
      await file.close();
    }
  }
}

/** A weak tag: a file that is written twice in a millisecond may be another one. */
function validators({ size, mtimeMs, mtime }: Stats): HeaderMap {
  return new HeaderMap({
    etag: `W/"${size.toString(16)}-${Math.trunc(mtimeMs).toString(16)}"`,
    "last-modified": mtime.toUTCString(),
  });
}

/** The real path of one in the root. @throws {NotFound} for one that leads out of it, by links too */
async function inside(root: string, path: string): Promise<string> {
  if (path.includes("\0")) throw new NotFound();
  const found = await realpath(join(root, path));
  if (found !== root && !found.startsWith(root + sep)) throw new NotFound();
  return found;
}

/** Two slashes at the beginning would lead to another host. */
function withSlash({ path, query }: OriginRequest): string {
  return `${path.replace(/^[/\\]+/, "/")}/${query === "" ? "" : `?${query}`}`;
}

class NotFound extends Error {}

const missing: readonly unknown[] = ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP", "ENXIO"];

function statusOf(error: unknown): number {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof NotFound || missing.includes(code)) return 404;
  return code === "EACCES" || code === "EPERM" ? 403 : 500;
}

function plain(status: number, more: Readonly<Record<string, string>> = {}): OriginResponse {
  const body = Buffer.from(`${STATUS_CODES[status]}\n`);
  const type = "text/plain; charset=utf-8";
  return answer(
    status,
    new HeaderMap({ "content-type": type, "content-length": String(body.length), ...more }),
    body,
  );
}

function answer(status: number, headers: HeaderMap, body: Uint8Array = new Uint8Array()): OriginResponse {
  return { kind: "response", status, statusText: STATUS_CODES[status] ?? "", headers, body };
}
