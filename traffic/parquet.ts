import zlib, { brotliDecompressSync, gunzipSync } from "node:zlib";
import { isRead } from "./columns";

/** Those of Node's own; Snappy is hyparquet's. Parquet's LZ4 and LZO are nobody's. */
const compressors = {
  GZIP: (input: Uint8Array) => gunzipSync(input),
  BROTLI: (input: Uint8Array) => brotliDecompressSync(input),
  ZSTD: (input: Uint8Array) => zstd(input),
};

/** @throws where this Node has none */
function zstd(input: Uint8Array): Uint8Array {
  const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (input: Uint8Array) => Uint8Array };
  if (zstdDecompressSync === undefined)
    throw new Error(
      `it is compressed by ZSTD, which Node has from 22.15 on, and this is ${process.versions.node}`,
    );
  return zstdDecompressSync(input);
}

type Row = Readonly<Record<string, unknown>>;

/** CloudFront's own files have few row groups of many rows: so many are read at once. */
const rowsAtOnce = 50_000;

/** A file of which parts are read. */
export interface ParquetBytes {
  readonly byteLength: number;
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>;
}

/** Reads the rows of a file of Parquet, and of its columns those that are looked at. @throws what is wrong with the file */
export async function readParquet(buffer: ParquetBytes, take: (row: Row) => void): Promise<void> {
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import("hyparquet");
  const metadata = await parquetMetadataAsync(buffer);
  const columns = parquetSchema(metadata)
    .children.map(({ element }) => element.name)
    .filter(isRead);
  let groupStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const groupEnd = groupStart + Number(num_rows);
    for (let rowStart = groupStart; rowStart < groupEnd; rowStart += rowsAtOnce) {
      const rowEnd = Math.min(groupEnd, rowStart + rowsAtOnce);
      const rows = await parquetReadObjects({
        file: buffer,
        metadata,
        columns,
        compressors,
        rowStart,
        rowEnd,
      });
      for (const row of rows) take(row);
    }
    groupStart = groupEnd;
  }
}
