import { AthenaClient } from "@aws-sdk/client-athena";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AthenaOptions, profileByAthena } from "../../../operations/logs/athena";
import { takerOf } from "../../../traffic/counting";
import { LineScanner } from "../../../traffic/scan";
import { RequestTally } from "../../../traffic/tally";
import { answering, credentials } from "../../support/answering";
import { Duck } from "../../support/duckdb";

const columns =
  "date time x-edge-location sc-bytes c-ip cs-method cs-uri-stem sc-status cs(Referer) cs-uri-query cs(Cookie)";
const lines = Array.from({ length: 2_500 }, (_, at) => [
  ...["2026-11-01", `${at % 2 === 0 ? "09" : "10"}:00:00`, "FRA56-P1", "10", `192.0.2.${at % 200}`, "GET"],
  ...[
    `/page-${at % 1_250}/`,
    at === 7 ? "no" : "200",
    "https://secret.example/",
    "token=hunter2",
    "session=abc",
  ],
]);
let duck: Duck;
beforeAll(async () => {
  duck = await Duck.open();
  await duck.run("CREATE SCHEMA acme_logs");
  const names = columns
    .split(" ")
    .map((name) => `"${name.replace(/\W/g, "_").replace(/_$/, "").toLowerCase()}"`);
  const values = lines.map((line) => `(${line.map((value) => `'${value}'`)})`);
  await duck.run(`CREATE TABLE acme_logs.access_logs AS SELECT * FROM (VALUES ${values}) t(${names})`);
  await duck.run("CREATE TABLE acme_logs.other AS SELECT 1 AS date, 2 AS requests");
});
afterAll(() => duck.close());

/** Athena's client, whose queries are first queued and then run by DuckDB; all that went to it and came back. */
function engine(ended: Readonly<Record<string, unknown>> = {}) {
  const said: string[] = [];
  const results = new Map<string, { columns: readonly string[]; rows: (string | undefined)[][] }>();
  const states = new Map<string, string[]>();
  const client = answering(new AthenaClient({ region: "eu-central-1", credentials }), {
    StartQueryExecutionCommand: (input) => {
      said.push(JSON.stringify(input));
      const id = `q${states.size}`;
      states.set(id, [String(input.QueryString), "QUEUED", "RUNNING"]);
      return { QueryExecutionId: id };
    },
    GetQueryExecutionCommand: ({ QueryExecutionId }) => {
      const rest = states.get(String(QueryExecutionId)) ?? [];
      const [state] = rest.splice(1, 1);
      return {
        QueryExecution: {
          Status: state ? { State: state } : { State: "SUCCEEDED", ...ended },
          Statistics: { DataScannedInBytes: 1_000 },
        },
      };
    },
    StopQueryExecutionCommand: ({ QueryExecutionId }) => {
      said.push(`stop ${QueryExecutionId}`);
      return {};
    },
    GetQueryResultsCommand: ({ QueryExecutionId, NextToken = "0" }) => {
      const { columns: names = [], rows = [] } = results.get(String(QueryExecutionId)) ?? {};
      const from = Number(NextToken);
      const page = [[...names], ...rows].slice(from, from + 1_000);
      said.push(JSON.stringify(page));
      return {
        ResultSet: {
          Rows: page.map((row) => ({ Data: row.map((VarCharValue) => ({ VarCharValue })) })),
          ResultSetMetadata: { ColumnInfo: names.map((Name) => ({ Name })) },
        },
        ...(from + 1_000 <= rows.length && { NextToken: String(from + 1_000) }),
      };
    },
  });
  /** Queries are run while somebody waits for them. */
  const wait = async () => {
    for (const [id, [sql = ""]] of states) {
      if (results.has(id)) continue;
      const { columns: names, rows } = await duck.ask(sql);
      results.set(id, { columns: names, rows: rows.map((row) => names.map((name) => row[name])) });
    }
  };
  const options: AthenaOptions = { client, wait, k: 2 };
  return { options, said };
}

test("Athena's client gives the profile that the same lines give, over several pages, and nobody's address", async () => {
  const tally = new RequestTally(2);
  new LineScanner(takerOf(tally, undefined)("a")).push(
    Buffer.from(`#Fields: ${columns}\n${lines.map((line) => line.join("\t")).join("\n")}\n`),
  );
  const { options, said } = engine();
  const read = await profileByAthena("acme_logs.access_logs", { ...options, workgroup: "acme-logs" });
  expect(read.profile).toEqual(tally.profile());
  expect(read.profile.paths).toHaveLength(1_249);
  expect(read).toMatchObject({ bytesScanned: 2_000, noRequests: 1 });
  expect(said[0]).toContain('"WorkGroup":"acme-logs"');
  for (const private_ of [
    "192.0.2",
    "secret.example",
    "hunter2",
    "session",
    "referer",
    "cookie",
    "uri_query",
  ])
    expect(said.filter((one) => !one.includes("x_edge_location")).join("\n")).not.toContain(private_);
});

test("the site's files that nobody asked for are told, and nothing is asked about but these", async () => {
  const { options, said } = engine();
  // More names than one query takes.
  const keys = [...Array.from({ length: 4_000 }, (_, at) => `page-${at}/index.html`), "logo.svg"];
  const urls = { style: "directory", index: "index.html", slash: "redirect", canonical: true } as const;
  const { bytesScanned, profile } = await profileByAthena("acme_logs.access_logs", {
    ...options,
    content: { keys, urls },
  });
  expect(profile.unreached).toEqual(
    ["/logo.svg", ...Array.from({ length: 2_750 }, (_, at) => `/page-${at + 1_250}/`)].toSorted(),
  );
  const queries = said.filter((one) => one.includes("QueryString"));
  expect(queries.length).toBeGreaterThan(3);
  expect(bytesScanned).toBe(1_000 * queries.length);
  for (const query of queries) expect(query.length).toBeLessThan(262_144);
});

test("a table that is not there, one of something else, a query that fails and one without a request are each a sentence", async () => {
  const codeOf = (place: string, options: AthenaOptions) =>
    profileByAthena(place, options).then(
      () => undefined,
      ({ problems: [problem] }) => [problem.code, problem.value],
    );
  const failing = (StateChangeReason: string) => engine({ State: "FAILED", StateChangeReason }).options;
  const place = "acme_logs.access_logs";
  expect(await codeOf("access_logs", engine().options)).toEqual(["TRAFFIC_ATHENA_TABLE", "access_logs"]);
  expect(await codeOf(place, failing("TABLE_NOT_FOUND: line 1:15:\nno such table"))).toEqual([
    "TRAFFIC_ATHENA_TABLE",
    `${place}: TABLE_NOT_FOUND: line 1:15: no such table`,
  ]);
  expect(await codeOf("acme_logs.other", engine().options)).toEqual([
    "TRAFFIC_ATHENA_COLUMNS",
    "acme_logs.other has no time, x_edge_location, sc_bytes, cs_method, cs_uri_stem, sc_status",
  ]);
  expect(await codeOf(place, failing("Bytes scanned limit was exceeded"))).toEqual([
    "TRAFFIC_ATHENA_QUERY",
    `${place}: FAILED: Bytes scanned limit was exceeded`,
  ]);
  expect(await codeOf(place, { ...engine().options, distribution: "d9.cloudfront.net" })).toEqual([
    "TRAFFIC_NOTHING_LEFT",
    `${place}: no request`,
  ]);
});

test("a signal stops the query, and so does half an hour", async () => {
  const { options, said } = engine({ State: "RUNNING" });
  await expect(
    profileByAthena("acme_logs.access_logs", { ...options, signal: AbortSignal.abort() }),
  ).rejects.toThrow(/TRAFFIC_ATHENA_QUERY.*a signal stopped it/s);
  await expect(
    profileByAthena("acme_logs.access_logs", { ...options, wait: async () => {} }),
  ).rejects.toThrow("it runs for 30 minutes, and was stopped");
  expect(said.filter((one) => one.startsWith("stop"))).toEqual(["stop q0", "stop q1"]);
});

test("what Athena refuses is one sentence, and a region that nobody named another", async () => {
  const refusing = answering(new AthenaClient({ region: "eu-central-1", credentials }), {
    StartQueryExecutionCommand: () => {
      throw Object.assign(new Error("You are not authorized to perform: athena:StartQueryExecution"), {
        name: "AccessDeniedException",
        $metadata: { httpStatusCode: 400 },
      });
    },
  });
  await expect(profileByAthena("a.b", { client: refusing, k: 1 })).rejects.toThrow(
    /AWS_REFUSED.*not authorized to perform: athena:StartQueryExecution/s,
  );
  const nowhere = new AthenaClient({
    region: async (): Promise<string> => {
      throw new Error("Region is missing");
    },
    credentials,
  });
  await expect(profileByAthena("a.b", { client: nowhere, k: 1 })).rejects.toThrow("TRAFFIC_ATHENA_REGION");
});
