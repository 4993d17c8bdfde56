import type { CloudResponse } from "../../../../rehearsal/cloud/http";
import { targetOf } from "../../../../rehearsal/cloud/s3/target";

interface Stored {
  readonly id: string;
  readonly body: Buffer | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** moto's versioned buckets in memory: what comes last is on top, a deletion is a marker, and nobody else is asked. */
export class MemoryMoto {
  readonly #keys = new Map<string, Stored[]>();
  #ids = 0;

  /** @param now milliseconds, for Last-Modified */
  constructor(private readonly now: () => number) {}

  async isVersioned(): Promise<boolean> {
    return true;
  }

  async tags(): Promise<Readonly<Record<string, string>>> {
    return {};
  }

  async head(bucket: string, key: string, id?: string): Promise<CloudResponse> {
    return this.get(bucket, key, id);
  }

  async get(bucket: string, key: string, id?: string): Promise<CloudResponse> {
    const stack = this.#stack(bucket, key);
    const found = id === undefined ? stack.at(-1) : stack.find((stored) => stored.id === id);
    if (found === undefined) return answer(404);
    if (found.body === undefined) return answer(id === undefined ? 404 : 405);
    return answer(200, { ...found.headers, "x-amz-version-id": found.id }, found.body);
  }

  async put(bucket: string, key: string, headers: Readonly<Record<string, string>>, body: Buffer) {
    return this.#push(bucket, key, headers, body);
  }

  async delete(bucket: string, key: string): Promise<CloudResponse> {
    return this.#push(bucket, key, {}, undefined);
  }

  /** A permanent deletion, or a listing of versions, of a key that no other one begins with. */
  async send(method: string, path: string, query = ""): Promise<CloudResponse> {
    const asked = new URLSearchParams(query);
    const { bucket = "", key = asked.get("prefix") ?? "" } = targetOf({ path });
    const stack = this.#stack(bucket, key);
    if (method === "DELETE") {
      const at = stack.findIndex(({ id }) => id === asked.get("versionId"));
      if (at >= 0) stack.splice(at, 1);
      return answer(204);
    }
    const entries = stack.toReversed().map(({ id, body }) => {
      const name = body === undefined ? "DeleteMarker" : "Version";
      return `<${name}><Key>${key}</Key><VersionId>${id}</VersionId></${name}>`;
    });
    return answer(200, {}, Buffer.from(`<ListVersionsResult>${entries.join("")}</ListVersionsResult>`));
  }

  /** moto's ids of a key's versions, oldest first. */
  ids(bucket: string, key: string): readonly string[] {
    return this.#stack(bucket, key).map(({ id }) => id);
  }

  #push(
    bucket: string,
    key: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer | undefined,
  ): CloudResponse {
    const id = `moto-${++this.#ids}`;
    const dated = { ...headers, "last-modified": new Date(this.now()).toUTCString() };
    this.#stack(bucket, key).push({ id, headers: dated, body });
    return answer(200, { "x-amz-version-id": id });
  }

  #stack(bucket: string, key: string): Stored[] {
    const stack = this.#keys.get(`${bucket}/${key}`) ?? [];
    this.#keys.set(`${bucket}/${key}`, stack);
    return stack;
  }
}

function answer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: Uint8Array = new Uint8Array(),
): CloudResponse {
  return { status, headers, body };
}
