/**
 * Fields of CloudFront's standard logs that are read: all but the first seven may be missing, and any other may be there.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
 */

const names = [
  ...["date", "time", "x_edge_location", "sc_bytes", "cs_method", "cs_uri_stem", "sc_status"],
  ...["c_ip", "cs_user_agent", "x_edge_result_type", "sc_content_type", "sc_range_start", "c_country"],
  ...["cs_host", "distributionid", "cs_uri_query", "x_host_header", "cs_protocol", "sc_range_end"],
] as const;

/** Where a field is among those that are read. */
export const field = {
  ...{ date: 0, time: 1, location: 2, bytes: 3, method: 4, path: 5, status: 6 },
  ...{ address: 7, agent: 8, result: 9, type: 10, rangeStart: 11, country: 12 },
  ...{ host: 13, distribution: 14, query: 15, hostHeader: 16, protocol: 17, rangeEnd: 18 },
} as const;
export type LogField = (typeof field)[keyof typeof field];

/** Without these seven it is no request. */
const needed = 7;

/** W3C and JSON have `cs(User-Agent)`, Parquet `cs_user_agent`. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/_$/, "");
}

/** Of the columns of a table, those that are read, by the field; and the names of those without which there are no requests. */
export function columnsRead(given: readonly string[]): {
  readonly columns: ReadonlyMap<LogField, string>;
  readonly missing: readonly string[];
} {
  const columns = new Map(
    names.flatMap((name, at) => {
      const column = given.find((one) => plain(one) === name);
      return column === undefined ? [] : [[at as LogField, column] as const];
    }),
  );
  return { columns, missing: names.slice(0, needed).filter((_, at) => !columns.has(at as LogField)) };
}

/** Whether a column of Parquet is one of those that are read. */
export function isRead(name: string): boolean {
  return (names as readonly string[]).includes(plain(name));
}

/** Whether there is a column for each field without which it is no request. */
export function isRequest(columns: Int32Array): boolean {
  for (let at = 0; at < needed; at++) if ((columns[at] as number) < 0) return false;
  return true;
}

/** Which column of a line has each field. */
export class FieldList {
  /** The column of each field, or -1. */
  readonly columns: Int32Array;
  readonly size: number;
  /** Whether a request can be read of it: another service's logs lack some. */
  readonly isOfRequests: boolean;

  constructor(header: readonly string[]) {
    const given = header.map(plain);
    this.columns = Int32Array.from(names, (name) => given.indexOf(name));
    this.size = header.length;
    this.isOfRequests = isRequest(this.columns);
  }
}

/** Fields by the names that rows gave them, -1 for what is not read: the same ones come with each row. */
const fieldsByName = new Map<string, number>();
/** No log has more names, or longer ones; rows that do are another's. */
const mostRemembered = 1_000;
/** Characters. */
export const longestName = 64;

/** The field of a column, or -1. */
export function fieldNamed(name: string): number {
  const known = fieldsByName.get(name);
  if (known !== undefined) return known;
  const found = (names as readonly string[]).indexOf(plain(name));
  if (fieldsByName.size < mostRemembered && name.length <= longestName) fieldsByName.set(name, found);
  return found;
}

/** The values of what is an object in JSON or a row of Parquet, in the order of {@link rowFields}; undefined where it is no request. */
export function rowOf(values: Readonly<Record<string, unknown>>): string | undefined {
  const given = new Array<string | undefined>(names.length).fill(undefined);
  for (const [name, value] of Object.entries(values)) {
    const at = fieldNamed(name);
    if (at >= 0) given[at] = textOf(value);
  }
  if (given.slice(0, needed).includes(undefined)) return undefined;
  return given.map((text) => text ?? "-").join("\t");
}

/** What is no text of a log's has no place in a line of it. */
function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (value === undefined || typeof value === "object") return "-";
  return String(value).replace(/[\t\r\n]/g, " ");
}

/** The field list of {@link rowOf}. */
export const rowFields = new FieldList(names);
