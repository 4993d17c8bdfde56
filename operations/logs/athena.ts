import { setTimeout as delay } from "node:timers/promises";
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { type AnswerRow, countedOf } from "../../traffic/answer";
import { columnsRead } from "../../traffic/columns";
import { profileOf } from "../../traffic/counted";
import { trafficError } from "../../traffic/errors";
import type { TrafficProfile } from "../../traffic/profile";
import { askedQueries, columnsQuery, profileQuery, type QueryOptions } from "../../traffic/query";
import { type AskableContent, pathsOfContent, unreachedOf } from "../../traffic/unreached";
import { askingAws, impatient } from "../aws";

export interface AthenaOptions extends QueryOptions {
  /** Whose limits hold, and where answers go. @default - Athena's own, "primary" */
  readonly workgroup?: string;
  /** @default - no path is told to be unreached */
  readonly content?: AskableContent;
  /** Stops the query that runs. */
  readonly signal?: AbortSignal;
  readonly client?: AthenaClient;
  /** @default - a timer, which the signal ends */
  readonly wait?: (ms: number) => Promise<void>;
}

export interface AthenaRead {
  readonly profile: TrafficProfile;
  /** What Athena asks money for. */
  readonly bytesScanned: number;
  readonly noRequests: number;
}

/** Athena ends a query by itself after half an hour, unless somebody had that raised (Athena, Service quotas). Milliseconds. */
const longest = 30 * 60_000;
const [firstWait, longestWait] = [500, 5_000];

/**
 * A profile of a table of logs, which Athena counts where they are: nothing but the profile's own numbers comes back, or is
 * written to where the workgroup keeps answers.
 *
 * @param place a database and a table, `acme_logs.access_logs`
 * @throws {OutlastError}
 */
export async function profileByAthena(place: string, options: AthenaOptions): Promise<AthenaRead> {
  const [, database, table] = /^([\w-]{1,255})\.([\w-]{1,255})$/.exec(place) ?? [];
  if (database === undefined || table === undefined) throw trafficError("TRAFFIC_ATHENA_TABLE", place);
  const client = options.client ?? new AthenaClient(impatient);
  await client.config.region().catch(() => {
    throw trafficError("TRAFFIC_ATHENA_REGION", "no region is named");
  });
  const queries = new Queries(client, place, options);
  const { columns: given } = await queries.run(columnsQuery({ database, table }));
  const { columns, missing } = columnsRead(given);
  if (missing.length > 0)
    throw trafficError("TRAFFIC_ATHENA_COLUMNS", `${place} has no ${missing.join(", ")}`);
  const logs = { database, table, columns };
  const { rows } = await queries.run(profileQuery(logs, options));
  const answer = countedOf(rows, options.k);
  if (answer === undefined) throw trafficError("TRAFFIC_NOTHING_LEFT", `${place}: no request`);
  const profile = profileOf(answer.counted);
  const { content } = options;
  const asked = new Set<string | undefined>();
  for (const sql of content === undefined ? [] : askedQueries(logs, pathsOfContent(content), options))
    for (const { path } of (await queries.run(sql)).rows) asked.add(path);
  return {
    profile: { ...profile, ...(content && { unreached: unreachedOf(asked, content) }) },
    ...{ bytesScanned: queries.bytesScanned, noRequests: answer.noRequests },
  };
}

/** Queries of one table, one after the other. */
class Queries {
  bytesScanned = 0;

  constructor(
    private readonly client: AthenaClient,
    private readonly place: string,
    private readonly options: AthenaOptions,
  ) {}

  async run(sql: string) {
    const { workgroup } = this.options;
    const { QueryExecutionId: id } = await askingAws("start a query", this.place, () =>
      this.client.send(
        new StartQueryExecutionCommand({ QueryString: sql, ...(workgroup && { WorkGroup: workgroup }) }),
      ),
    );
    const { Statistics } = await this.#ended(id);
    this.bytesScanned += Statistics?.DataScannedInBytes ?? 0;
    return this.#answer(id);
  }

  async #ended(id: string | undefined): Promise<QueryExecution> {
    const { signal, wait = (ms) => delay(ms, undefined, { signal }).catch(() => {}) } = this.options;
    let waited = 0;
    for (let pause = firstWait; ; pause = Math.min(pause * 2, longestWait)) {
      if (signal?.aborted) await this.#stop(id, "a signal stopped it");
      if (waited >= longest) await this.#stop(id, `it runs for ${longest / 60_000} minutes, and was stopped`);
      const { QueryExecution: execution = {} } = await askingAws("look after a query", this.place, () =>
        this.client.send(new GetQueryExecutionCommand({ QueryExecutionId: id })),
      );
      const { State, StateChangeReason = "Athena gives no reason" } = execution.Status ?? {};
      if (State === "SUCCEEDED") return execution;
      if (State === "FAILED" || State === "CANCELLED") throw this.#failed(StateChangeReason, State);
      await wait(pause);
      waited += pause;
    }
  }

  async #stop(id: string | undefined, why: string): Promise<never> {
    await askingAws("stop a query", this.place, () =>
      this.client.send(new StopQueryExecutionCommand({ QueryExecutionId: id })),
    );
    throw trafficError("TRAFFIC_ATHENA_QUERY", `${this.place}: ${why}`);
  }

  /** Trino's names of what is not there, and Glue's. */
  #failed(reason: string, state: string) {
    const isUnknown = /(?:TABLE|SCHEMA)_NOT_FOUND|EntityNotFoundException/.test(reason);
    const said = reason.replace(/\s+/g, " ").slice(0, 500);
    return isUnknown
      ? trafficError("TRAFFIC_ATHENA_TABLE", `${this.place}: ${said}`)
      : trafficError("TRAFFIC_ATHENA_QUERY", `${this.place}: ${state}: ${said}`);
  }

  /** A thousand rows a page, of which the first of all has the columns' names (Athena API, GetQueryResults). */
  async #answer(id: string | undefined) {
    const rows: AnswerRow[] = [];
    let columns: readonly string[] | undefined;
    let token: string | undefined;
    do {
      const { ResultSet, NextToken } = await askingAws("read a query's answer", this.place, () =>
        this.client.send(
          new GetQueryResultsCommand({ QueryExecutionId: id, ...(token && { NextToken: token }) }),
        ),
      );
      const read = ResultSet?.Rows ?? [];
      const names = columns ?? ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Name = "" }) => Name) ?? [];
      for (const { Data = [] } of columns === undefined ? read.slice(1) : read)
        rows.push(Object.fromEntries(names.map((name, at) => [name, Data[at]?.VarCharValue])));
      columns = names;
      token = NextToken;
    } while (token !== undefined);
    return { columns: columns ?? [], rows };
  }
}
