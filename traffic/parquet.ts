import { gunzipSync } from "node:zlib";
import { isRead } from "./columns";

type Row = Readonly<Record<string, unknown>>;

/** CloudFront's own files have few row groups of many rows: so many are read at once. */
const rowsAtOnce = 50_000;

/** Reads the rows of a file of Parquet, and of its columns those that are looked at. @throws what is wrong with the file */
export async function readParquet(file: string, take: (row: Row) => void): Promise<void> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import(
    "hyparquet"
  );
  const buffer = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(buffer);
  const columns = parquetSchema(metadata)
    .children.map(({ element }) => element.name)
    .filter(isRead);
  const compressors = { GZIP: (input: Uint8Array) => gunzipSync(input) };
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
