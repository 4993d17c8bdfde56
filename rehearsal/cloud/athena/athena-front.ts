import type { Ids } from "../cloudfront/ids";
import type { Upstream } from "../forward";
import type { CloudRequest, CloudResponse } from "../http";
import { parseObject } from "../internal";
import type { MotoObjects } from "../s3/moto-client";
import { pathOf } from "../s3/target";
import { jsonRefusal, operationOf } from "../unknown";
import { askedInJson, type StoredTable, storedTables } from "./stored-tables";

/** What an engine answers: names of columns, and rows of texts, null where there is no value. */
export interface QueryAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Runs SQL over tables whose files lie in buckets. */
export type QueryEngine = (sql: string, tables: readonly StoredTable[]) => Promise<QueryAnswer>;

interface Execution {
  readonly sql: string;
  readonly workgroup: string;
  readonly location: string;
  readonly bytes: number;
  readonly outcome: { readonly answer: QueryAnswer } | { readonly reason: string };
  isStopped: boolean;
}

/** A page of an answer (Athena API, GetQueryResults: at most a thousand rows). */
const rowsOfAPage = 1_000;

/**
 * In front of moto's Athena, which runs no query: an engine that somebody here has does. Workgroups and all else are moto's.
 * A query has ended once it is started.
 */
export class AthenaFront {
  readonly #executions = new Map<string, Execution>();

  constructor(
    private readonly upstream: Upstream,
    private readonly objects: MotoObjects,
    private readonly ids: Pick<Ids, "uuid">,
  ) {}

  /** Where nobody has an engine, every query fails, and says so. */
  engine: QueryEngine | undefined;

  async handle(request: CloudRequest): Promise<CloudResponse> {
    const body = parseObject(request.body) ?? {};
    const operation = operationOf(request);
    if (operation === "StartQueryExecution") return this.#start(body, request.region ?? "us-east-1");
    const execution = this.#executions.get(String(body.QueryExecutionId));
    if (!/^(?:GetQueryExecution|GetQueryResults|StopQueryExecution)$/.test(operation))
      return this.upstream.send(request);
    if (execution === undefined) return refused(`QueryExecution ${body.QueryExecutionId} was not found`);
    if (operation === "GetQueryResults") return results(execution, Number(body.NextToken ?? 0));
    if (operation === "StopQueryExecution") {
      execution.isStopped = true;
      return answered({});
    }
    return answered({ QueryExecution: shown(String(body.QueryExecutionId), execution) });
  }

  async #start(body: Record<string, unknown>, region: string): Promise<CloudResponse> {
    const [sql, workgroup] = [String(body.QueryString), String(body.WorkGroup ?? "primary")];
    const found = await askedInJson(this.upstream, region, "athena", "AmazonAthena.GetWorkGroup", {
      WorkGroup: workgroup,
    });
    const group = (found?.WorkGroup ?? {}) as { readonly Configuration?: GroupConfiguration };
    if (!found?.WorkGroup) return refused(`WorkGroup ${workgroup} is not found.`);
    const { OutputLocation } = group.Configuration?.ResultConfiguration ?? {};
    if (OutputLocation === undefined) return refused("No output location provided.");
    const id = this.ids.uuid();
    const tables = await storedTables(this.upstream, this.objects, region, sql);
    // Trino reads nothing for a limit of zero: its rule EvaluateZeroLimit has no rows in the query's place.
    const read = /\blimit 0\s*$/i.test(sql) ? [] : tables.flatMap(({ files }) => files);
    const bytes = read.reduce((sum, file) => sum + file.length, 0);
    const outcome = await this.#outcome(sql, tables);
    const location = `${OutputLocation.replace(/\/*$/, "/")}${id}.csv`;
    this.#executions.set(id, { sql, workgroup, location, bytes, outcome, isStopped: false });
    if ("answer" in outcome) {
      const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location) ?? [];
      await this.objects.send("PUT", pathOf(bucket, key), "", {}, Buffer.from(csvOf(outcome.answer)));
    }
    return answered({ QueryExecutionId: id });
  }

  async #outcome(sql: string, tables: readonly StoredTable[]): Promise<Execution["outcome"]> {
    const missing = tables.find(({ isThere }) => !isThere);
    if (missing)
      return { reason: `TABLE_NOT_FOUND: Table '${missing.database}.${missing.table}' does not exist` };
    if (this.engine === undefined) return { reason: "The local cloud has no engine that runs queries." };
    try {
      return { answer: await this.engine(sql, tables) };
    } catch (error) {
      return { reason: (error as Error).message };
    }
  }
}

interface GroupConfiguration {
  readonly ResultConfiguration?: { readonly OutputLocation?: string };
}

function shown(id: string, { bytes, isStopped, location, outcome, sql, workgroup }: Execution) {
  const failed = "reason" in outcome;
  const state = failed ? "FAILED" : isStopped ? "CANCELLED" : "SUCCEEDED";
  return {
    ...{ QueryExecutionId: id, Query: sql, WorkGroup: workgroup, StatementType: "DML" },
    ResultConfiguration: { OutputLocation: location },
    Status: { State: state, ...(failed && { StateChangeReason: outcome.reason }) },
    Statistics: { DataScannedInBytes: bytes },
  };
}

/** The first row has the columns' names. */
function results({ outcome }: Execution, from: number): CloudResponse {
  if ("reason" in outcome) return refused("Query did not finish successfully.");
  const { columns, rows } = outcome.answer;
  const all = [columns, ...rows];
  const to = from + rowsOfAPage;
  return answered({
    ResultSet: {
      Rows: all.slice(from, to).map((row) => ({
        Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
      })),
      ResultSetMetadata: { ColumnInfo: columns.map((Name) => ({ Name, Type: "varchar" })) },
    },
    ...(to < all.length && { NextToken: String(to) }),
  });
}

function csvOf({ columns, rows }: QueryAnswer): string {
  const line = (values: readonly (string | null)[]) =>
    `${values.map((value) => (value === null ? "" : `"${value.replaceAll('"', '""')}"`)).join(",")}\n`;
  return [columns, ...rows].map(line).join("");
}

function answered(body: object): CloudResponse {
  return {
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify(body),
  };
}

function refused(message: string): CloudResponse {
  return jsonRefusal(400, "InvalidRequestException", message);
}
