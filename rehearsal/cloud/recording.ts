import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from "node:fs";
import type { CloudRequest } from "./http";

export type RecordedRequest = Pick<CloudRequest, "method" | "path" | "rawQuery" | "headers" | "body">;

/**
 * Every request to moto, a line each, so that the next run can send them again: moto remembers nothing. A request that
 * cannot be written down is not sent.
 */
export class Recording {
  readonly #file: number;
  #size: number;

  /** @param write @default - the file system's */
  constructor(
    path: string,
    private readonly write: (file: number, bytes: Buffer) => number = writeSync,
  ) {
    this.#file = openSync(path, "a");
    this.#size = fstatSync(this.#file).size;
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  /** @throws {Error} of the file system, as on a full disk; nothing of the line is left then */
  append({ method, path, rawQuery, headers, body }: RecordedRequest): void {
    const url = `http://127.0.0.1${path}${rawQuery === "" ? "" : `?${rawQuery}`}`;
    const line = { method, url, headers, body: body.toString("base64"), body_encoded: true };
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      for (let at = 0; at < bytes.length; ) at += this.write(this.#file, bytes.subarray(at));
    } catch (error) {
      ftruncateSync(this.#file, this.#size);
      throw error;
    }
    this.#size += bytes.length;
  }

  close(): void {
    closeSync(this.#file);
  }
}
