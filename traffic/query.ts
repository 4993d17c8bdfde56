import { agentWords, hitResults, mostDigits, otherDevice, pagePath, pageType, statusKinds } from "./classes";
import { field, type LogField } from "./columns";

/**
 * The SQL that counts what a profile is made of, in a table of logs. It is written in what Athena's engine version 3, which
 * is Trino, and DuckDB both understand: a test holds their answers to each other and to `RequestTally`.
 *
 * What fewer than `k` people have in common leaves the engine under no name: rows with a name are of at least `k`. People
 * are told apart by addresses, of which only their number is counted.
 *
 * One pass over the table, by GROUPING SETS, since a query of Athena costs by the bytes that it reads. In both engines:
 * GROUPING SETS, grouping() (the bit of the first column is the highest, and set where the column is not grouped by) and
 * aggregates of DISTINCT values (https://trino.io/docs/current/sql/select.html#grouping-sets,
 * https://duckdb.org/docs/stable/sql/query_syntax/grouping_sets); TRY_CAST, which is NULL where it fails
 * (https://trino.io/docs/current/functions/conversion.html); regexp_extract, which gives NULL in Trino and nothing in
 * DuckDB where the pattern is not found, so that it is only compared with a text
 * (https://trino.io/docs/current/functions/regexp.html, https://duckdb.org/docs/stable/sql/functions/regular_expressions).
 */
export interface TableOfLogs {
  readonly database: string;
  readonly table: string;
  /** The table's name of each field that it has. */
  readonly columns: ReadonlyMap<LogField, string>;
}

export interface QueryOptions {
  readonly k: number;
  /** One distribution alone, by its name or id. */
  readonly distribution?: string;
}

/** What requests are grouped by, in the order of grouping()'s bits: the first has the lowest number, and comes last, for there are the most of it. */
export const groupings = [
  "path",
  "hour",
  "location",
  "country",
  "distribution",
  "method",
  "status_kind",
  "device",
] as const;
export type Grouping = (typeof groupings)[number] | "all";

/** What is added up. */
const sums = [
  ...["requests", "bytes", "hits", "page_views", "conditional", "ranges", "bots"],
  ...statusKinds.map((kind) => `s${kind}`),
];

/** Rows that are asked for at most: paths beyond are told together. */
const mostRows = 60_000;

/** By what the rows of a number of grouping() are grouped. */
export function groupingOf(bits: number): Grouping | undefined {
  const all = 2 ** groupings.length - 1;
  if (bits === all) return "all";
  return groupings[groupings.length - 1 - Math.log2(all - bits)];
}

/** The table of the query: of none of its rows, which costs nothing, for its columns' names. */
export function columnsQuery({ database, table }: Pick<TableOfLogs, "database" | "table">): string {
  return `SELECT * FROM ${name(database)}.${name(table)} LIMIT 0`;
}

/** Of a query of Athena, in bytes; its own limit is 262,144 (https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html). */
const mostNamed = 200_000;

/** Which of these paths were asked for, in as many queries as their names take: nothing comes back but names that went there. */
export function askedQueries(
  table: TableOfLogs,
  paths: readonly string[],
  options: Pick<QueryOptions, "distribution">,
): string[] {
  const lists: string[] = [];
  for (const path of paths.map(literal)) {
    const list = lists.at(-1);
    if (list === undefined || list.length + path.length > mostNamed) lists.push(path);
    else lists[lists.length - 1] = `${list}, ${path}`;
  }
  return lists.map(
    (list) => `${classedLines(table, options)}
SELECT DISTINCT path FROM classed WHERE is_request AND path IN (${list})`,
  );
}

export function profileQuery(table: TableOfLogs, options: QueryOptions): string {
  const { k } = options;
  const ofEach = groupings.map((column) => `(is_request, ${column})`).join(", ");
  return `${classedLines(table, options)}, requests AS (
  SELECT is_request, ${groupings.join(", ")}, address, day_hour, hits, bytes,
    CASE WHEN device <> 'bot' AND (status = 304 OR status_kind = '2xx')
      AND CASE WHEN content_type IS NULL THEN coalesce(regexp_extract(path, '${pagePath}'), '') <> ''
        ELSE content_type LIKE '${pageType}%' END THEN 1 ELSE 0 END AS page_views,
    CASE WHEN status = 304 THEN 1 ELSE 0 END AS conditional,
    CASE WHEN status = 206 OR range_start IS NOT NULL THEN 1 ELSE 0 END AS ranges,
    CASE WHEN device = 'bot' THEN 1 ELSE 0 END AS bots,
    ${statusKinds.map((kind) => `CASE WHEN status_kind = '${kind}' THEN 1 ELSE 0 END AS s${kind}`).join(", ")}
  FROM classed
), counted AS (
  SELECT is_request, grouping(${groupings.join(", ")}) AS grouped_by,
    coalesce(${groupings.join(", ")}) AS name,
    count(*) AS requests, count(DISTINCT address) + count(*) - count(address) AS people,
    min(day_hour) AS first_hour, max(day_hour) AS last_hour,
    ${sums
      .slice(1)
      .map((column) => `sum(${column}) AS ${column}`)
      .join(", ")}
  FROM requests
  GROUP BY GROUPING SETS ((is_request), ${ofEach})
), told AS (
  SELECT is_request, grouped_by,
    CASE WHEN people >= ${k} OR grouped_by = ${bitsOf("hour")} THEN name END AS name,
    ${sums.join(", ")},
    CASE WHEN grouped_by = ${bitsOf("all")} THEN first_hour END AS first_hour,
    CASE WHEN grouped_by = ${bitsOf("all")} THEN last_hour END AS last_hour
  FROM counted
  WHERE grouped_by = ${bitsOf("all")} OR (is_request AND name IS NOT NULL)
)
SELECT is_request, grouped_by, name, ${sums.map((column) => `sum(${column}) AS ${column}`).join(", ")},
  min(first_hour) AS first_hour, max(last_hour) AS last_hour
FROM told
GROUP BY is_request, grouped_by, name
ORDER BY grouped_by DESC, requests DESC
LIMIT ${mostRows}`;
}

/** The lines of a table as `classed`, each with what it is counted as. */
function classedLines(
  { database, table, columns }: TableOfLogs,
  { distribution }: Pick<QueryOptions, "distribution">,
): string {
  /** A field's text; NULL where the table has it not. */
  const text = (which: LogField) => {
    const column = columns.get(which);
    return column === undefined ? "CAST(NULL AS varchar)" : `CAST(${name(column)} AS varchar)`;
  };
  /** NULL where a log says that there is nothing. */
  const some = (which: LogField) => `nullif(nullif(${text(which)}, '-'), '')`;
  const named = (which: LogField) => `coalesce(nullif(${text(which)}, ''), '-')`;
  const digits = (which: LogField) =>
    `TRY_CAST(regexp_extract(${text(which)}, '^[0-9]{1,${mostDigits}}$') AS bigint)`;
  const ofDistribution = [field.host, field.distribution]
    .map((which) => `${text(which)} = ${literal(distribution ?? "")}`)
    .join(" OR ");
  return `WITH lines AS (
  SELECT ${text(field.date)} AS log_date, ${text(field.time)} AS log_time,
    substr(${named(field.location)}, 1, 3) AS location, ${named(field.method)} AS method,
    coalesce(${text(field.path)}, '-') AS path, ${some(field.country)} AS country,
    coalesce(${some(field.host)}, ${some(field.distribution)}) AS distribution,
    ${some(field.address)} AS address, lower(coalesce(${text(field.agent)}, '-')) AS agent,
    ${some(field.type)} AS content_type, ${some(field.rangeStart)} AS range_start,
    CASE WHEN ${text(field.result)} IN (${hitResults.map(literal).join(", ")}) THEN 1 ELSE 0 END AS hits,
    coalesce(${digits(field.bytes)}, 0) AS bytes, ${digits(field.status)} AS status
  FROM ${name(database)}.${name(table)}
  WHERE coalesce(${text(field.date)}, '-') NOT LIKE '#%'${distribution === undefined ? "" : ` AND (${ofDistribution})`}
), classed AS (
  SELECT location, method, path, country, distribution, address, content_type, range_start, hits, bytes, status,
    substr(log_time, 1, 2) AS hour, concat(log_date, 'T', substr(log_time, 1, 2)) AS day_hour,
    CASE ${statusKinds
      .map((kind, at) => `WHEN status < ${(at + 1) * 100} THEN '${kind}'`)
      .join(" ")} ELSE '-' END AS status_kind,
    CASE ${Object.entries(agentWords)
      .map(
        ([kind, words]) =>
          `WHEN ${words.map((word) => `agent LIKE '%${word}%'`).join(" OR ")} THEN '${kind}'`,
      )
      .join("\n      ")}
      ELSE '${otherDevice}' END AS device,
    coalesce(status < ${statusKinds.length * 100}
      AND TRY_CAST(log_date AS date) IS NOT NULL
      AND regexp_extract(log_date, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') = log_date
      AND regexp_extract(substr(log_time, 1, 2), '^([01][0-9]|2[0-3])$') = substr(log_time, 1, 2)
      AND length(log_time) >= 8, FALSE) AS is_request
  FROM lines
)`;
}

function bitsOf(grouping: Grouping): number {
  const all = 2 ** groupings.length - 1;
  return grouping === "all" ? all : all - 2 ** (groupings.length - 1 - groupings.indexOf(grouping));
}

/** An identifier. */
function name(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
