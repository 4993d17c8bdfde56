import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import type { StoredTable } from "../../rehearsal/cloud";
import type { AnswerRow } from "../../traffic/answer";

/** What a class of Hive reads, as DuckDB does. */
const readers: Readonly<Record<string, (files: string) => string>> = {
  ParquetHiveSerDe: (files) => `read_parquet(${files}, union_by_name = true)`,
  JsonSerDe: (files) => `read_json(${files}, format = 'newline_delimited', union_by_name = true)`,
};

/** An engine of SQL in this process, which stands for Athena's. */
export class Duck {
  static async open(): Promise<Duck> {
    const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    return new Duck(await instance.connect());
  }

  private constructor(private readonly connection: Awaited<ReturnType<DuckDBInstance["connect"]>>) {}

  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  /** Names of the columns, and rows of texts, as Athena gives them. */
  async ask(
    sql: string,
  ): Promise<{ readonly columns: readonly string[]; readonly rows: readonly AnswerRow[] }> {
    const { columns, rows } = await this.#answer(sql);
    return {
      columns,
      rows: rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at] ?? undefined]))),
    };
  }

  /** What a query finds in tables of the local cloud: a column that no file has is NULL, as it is for Athena. */
  async overTables(sql: string, tables: readonly StoredTable[]) {
    const folder = mkdtempSync(join(tmpdir(), "outlast-duckdb-"));
    try {
      for (const table of tables) await this.#view(table, folder);
      return await this.#answer(sql);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  async #view({ columns, database, files, serde, table }: StoredTable, folder: string): Promise<void> {
    const paths = files
      .filter((file) => file.length > 0)
      .map((file, at) => {
        const path = join(folder, `${table}-${at}`);
        const isGzip = file[0] === 0x1f && file[1] === 0x8b;
        writeFileSync(path, isGzip ? gunzipSync(file) : file);
        return `'${path}'`;
      });
    const reader = readers[serde.split(".").at(-1) ?? ""];
    if (reader === undefined || paths.length === 0) throw new Error(`no files that ${serde} reads`);
    const read = reader(`[${paths}]`);
    const has = new Set(
      (await this.#answer(`SELECT * FROM ${read} LIMIT 0`)).columns.map((name) => name.toLowerCase()),
    );
    const selected = columns.map((name) => (has.has(name) ? `"${name}"` : `NULL::varchar AS "${name}"`));
    await this.run(`CREATE SCHEMA IF NOT EXISTS "${database}"`);
    await this.run(`CREATE OR REPLACE VIEW "${database}"."${table}" AS SELECT ${selected} FROM ${read}`);
  }

  async #answer(sql: string) {
    const reader = await this.connection.runAndReadAll(sql);
    const rows = reader
      .getRowsJson()
      .map((row) => row.map((value) => (value === null ? null : String(value))));
    return { columns: reader.columnNames(), rows };
  }

  close(): void {
    this.connection.closeSync();
  }
}
