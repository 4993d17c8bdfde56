import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { countedOf } from "../../traffic/answer";
import { columnsRead } from "../../traffic/columns";
import { profileOf } from "../../traffic/counted";
import { takerOf } from "../../traffic/counting";
import { askedQueries, columnsQuery, profileQuery } from "../../traffic/query";
import { LineScanner } from "../../traffic/scan";
import { RequestTally } from "../../traffic/tally";
import { Duck } from "../support/duckdb";

const numRuns = Number(process.env.OUTLAST_RUNS ?? 60);
let duck: Duck;
beforeAll(async () => {
  duck = await Duck.open();
  await duck.run('CREATE SCHEMA "acme_logs"');
});
afterAll(() => duck.close());

const maybe = (...values: string[]) => fc.constantFrom("-", ...values);
/** Every field that is read, with values that are wrong, missing, or of another kind among them. */
const fields = {
  date: fc.constantFrom("2026-11-01", "2026-11-02", "2026-02-30", "2026-11-1", "then"),
  time: fc.oneof(
    fc.nat(23).map((hour) => `${String(hour).padStart(2, "0")}:00:01`),
    fc.constantFrom("24:00:00", "1:00:00", "10:00", "-"),
  ),
  "x-edge-location": fc.constantFrom("FRA56-P1", "FRA6-C1", "NRT12", "other", "-"),
  "sc-bytes": fc.oneof(fc.nat(5_000).map(String), fc.constantFrom("-", "-5", "1e3", "9999999999999")),
  "c-ip": fc.oneof(
    fc.nat(6).map((who) => `203.0.113.${who}`),
    fc.constant("-"),
  ),
  "cs-method": fc.constantFrom("GET", "HEAD", "other"),
  "cs(Host)": maybe("d1.cloudfront.net", "d2.cloudfront.net"),
  "cs-uri-stem": fc.constantFrom(
    "/",
    "/a",
    "/b.css",
    "/c.html",
    "/d.htm",
    "/v1.2/e",
    "/'; --",
    "/%C3%BC",
    "*",
  ),
  "sc-status": fc.constantFrom("200", "206", "304", "404", "503", "000", "99", "600", "+200", "2e2", "no"),
  "cs(User-Agent)": maybe(
    ...["Mozilla/5.0%20(Windows)", "curl/8", "SomeBOT", "iPad%20Mobile", "iPhone%20Mobile", "Android"],
  ),
  "x-edge-result-type": fc.constantFrom("Hit", "Miss", "RefreshHit", "hit"),
  "sc-content-type": maybe("text/html;%20charset=utf-8", "text/css"),
  "sc-range-start": maybe("0"),
  "c-country": maybe("DE", "NZ"),
  DistributionId: maybe("E1", "E2"),
};
type Name = keyof typeof fields;
const names = Object.keys(fields) as Name[];
const optional = names.slice(9);

/** Lines of a log that has some of the optional fields, and the columns of a table of it. */
const logs = fc.subarray([...optional, "c-ip"] as Name[]).chain((some) => {
  const listed = [...names.slice(0, 4), ...names.slice(5, 9), ...some];
  const line = fc.tuple(...listed.map((one) => fields[one])).map((values) => values as string[]);
  return fc.tuple(fc.constant(listed), fc.array(line, { minLength: 1, maxLength: 60 }));
});

it("one text of SQL counts what bytes are counted as, whatever is in the logs, and from however many people on", async () => {
  await fc.assert(
    fc.asyncProperty(
      logs,
      fc.integer({ min: 1, max: 4 }),
      fc.option(fc.constantFrom("d1.cloudfront.net", "E2", "'; --"), { nil: undefined }),
      async ([listed, lines], k, distribution) => {
        const tally = new RequestTally(k);
        const scanner = new LineScanner(takerOf(tally, distribution)("a.gz"));
        const text = lines.map((values) => values.join("\t")).join("\n");
        scanner.push(Buffer.from(`#Fields: ${listed.join(" ")}\n${text}\n`));

        const table = { database: "acme_logs", table: "access_logs" };
        // As Parquet calls them.
        const columns = listed.map((one) =>
          one
            .toLowerCase()
            .replace(/[^a-z]+/g, "_")
            .replace(/_$/, ""),
        );
        const values = lines.map((one) => `(${one.map((value) => `'${value.replaceAll("'", "''")}'`)})`);
        await duck.run(
          `CREATE OR REPLACE TABLE "acme_logs"."access_logs" AS SELECT * FROM (VALUES ${values}) t(${columns.map((one) => `"${one}"`)})`,
        );
        const read = columnsRead((await duck.ask(columnsQuery(table))).columns);
        expect(read.missing).toEqual([]);
        const of = { ...table, columns: read.columns };
        const options = { k, ...(distribution && { distribution }) };
        const { rows } = await duck.ask(profileQuery(of, options));
        const answer = countedOf(rows, k);

        if (tally.sums.requests === 0) expect(answer).toBeUndefined();
        else {
          const told = answer && profileOf(answer.counted);
          expect(told).toEqual(tally.profile());
          expect(JSON.stringify(told)).toBe(JSON.stringify(tally.profile()));
          expect(answer?.noRequests).toBe(scanner.leftOut["no-request"] ?? 0);
        }
        const own = ["/", "/a", "/never", "/'; --"];
        const asked = await Promise.all(askedQueries(of, own, options).map((sql) => duck.ask(sql)));
        expect(asked.flatMap((one) => one.rows.map(({ path }) => path)).toSorted()).toEqual(
          own.filter((path) => tally.paths?.has(path)).toSorted(),
        );
        for (const row of rows) expect(JSON.stringify(row)).not.toContain("203.0.113");
      },
    ),
    { numRuns },
  );
});
