import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";

const names =
  "date time x-edge-location sc-bytes c-ip cs-method cs-uri-stem sc-status cs(User-Agent) x-edge-result-type".split(
    " ",
  );
/** What is asked for on each visit. */
export const pages = ["/", "/docs/", "/blog/first-outage/", "/assets/style.46a6bfbcc7.css", "/gone"];

/** Two visits an hour, each of every path, of a hundred people. */
function month(number: number): string[][] {
  const days = new Date(Date.UTC(2026, number, 0)).getUTCDate();
  return Array.from({ length: days * 24 * 2 }, (_, visit) => {
    const at = new Date(Date.UTC(2026, number - 1, 1) + visit * 1_800_000).toISOString();
    return pages.map((path, view) => [
      ...[at.slice(0, 10), at.slice(11, 17) + String(10 + view), visit % 3 === 0 ? "NRT12" : "FRA56", "2000"],
      ...[`203.0.113.${visit % 100}`, "GET", path, path === "/gone" ? "404" : "200", "Mozilla/5.0%20Firefox"],
      visit === 0 ? "Miss" : path === "/gone" ? "Error" : "Hit",
    ]);
  }).flat();
}

/** Writes logs of September to November, a month in each format. @returns the first, which is text */
export function threeMonths(folder: string): string {
  const write = (name: string, body: Buffer) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), body);
  };
  const rows = [9, 10, 11].map(month);
  const [september = [], october = [], november = []] = rows;
  const w3c = [`#Fields: ${names.join(" ")}`, ...september.map((row) => row.join("\t")), ""].join("\n");
  write("E1.2026-09.gz", gzipSync(w3c));
  const object = (row: readonly string[]) =>
    JSON.stringify(Object.fromEntries(names.map((name, at) => [name, row[at]])));
  write("year=2026/month=10/a.gz", gzipSync(`${october.map(object).join("\n")}\n`));
  const columnData = names.map((name, at) => ({
    name: name
      .replace(/[^a-z]+/gi, "_")
      .replace(/_$/, "")
      .toLowerCase(),
    data: november.map((row) => row[at] as string),
    type: "STRING" as const,
  }));
  write("year=2026/month=11/a.parquet", Buffer.from(parquetWriteBuffer({ columnData })));
  return join(folder, "E1.2026-09.gz");
}
