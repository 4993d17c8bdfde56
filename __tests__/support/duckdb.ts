import { DuckDBInstance } from "@duckdb/node-api";
import type { AnswerRow } from "../../traffic/answer";

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
    const reader = await this.connection.runAndReadAll(sql);
    const columns = reader.columnNames();
    const rows = reader
      .getRowsJson()
      .map((row) =>
        Object.fromEntries(columns.map((name, at) => [name, row[at] === null ? undefined : String(row[at])])),
      );
    return { columns, rows };
  }

  close(): void {
    this.connection.closeSync();
  }
}
