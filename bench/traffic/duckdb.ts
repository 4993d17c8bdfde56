import { loggedFields } from "./written-logs";

/** Lines of a folder of compressed logs, counted by DuckDB, and what that took of the processor and on the wall, in seconds. */
export async function countedByDuckDb(folder: string) {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const columns = loggedFields.split(" ").map((name) => `'${name}': 'VARCHAR'`);
  const usage = process.cpuUsage();
  const began = process.hrtime.bigint();
  const reader = await connection.runAndReadAll(
    `SELECT count(*) FROM read_csv('${folder}/*.gz', auto_detect = false, header = false, skip = 2, delim = '\\t',
      quote = '', escape = '', columns = {${columns.join(", ")}})`,
  );
  const wall = Number(process.hrtime.bigint() - began) / 1e9;
  const { user, system } = process.cpuUsage(usage);
  connection.closeSync();
  return { lines: Number(reader.getRows()[0]?.[0]), seconds: (user + system) / 1e6, wall };
}
