import type { Readable } from "node:stream";
import type { ParquetBytes } from "./parquet";

/** A file of logs, wherever it is. */
export interface LogFile {
  /** As CloudFront called it. */
  readonly name: string;
  /** As a person finds it, from the place that was named. */
  readonly shown: string;
  /** Bytes. */
  readonly size: number;
  /** All of it. */
  open(): Readable | Promise<Readable>;
  /** Parts of it, in any order. */
  parts(): ParquetBytes | Promise<ParquetBytes>;
}

/** Where logs are. */
export interface LogPlace {
  readonly shown: string;
  files(): AsyncIterable<LogFile> | Iterable<LogFile>;
}

/** Zlib's own pieces, of 16 KB, cost more than what is in them. */
export const chunkSize = 512 * 1024;
