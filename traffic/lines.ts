/**
 * Lines of CloudFront's standard logs, in the form of either version.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
 */

/** What a profile reads of a request: no address, cookie, query or referrer among it. */
export interface LogRequest {
  readonly date: string;
  readonly time: string;
  readonly location: string;
  readonly bytes: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly agent: string;
  readonly result: string;
  readonly contentType: string;
  readonly isRange: boolean;
}

/** Why a line was left out. */
export const leftOut = ["no-fields", "cut-off", "no-request", "another-log"] as const;
export type LeftOut = (typeof leftOut)[number];

/** Fields that a request needs; any other may be missing, or one more be there, such as connection-id. */
const needed = ["date", "time", "x-edge-location", "sc-bytes", "cs-method", "cs-uri-stem", "sc-status"];

/** Reads the lines of one file, one after the other: a list of fields may change in the middle. */
export class LineReader {
  #fields: ReadonlyMap<string, number> | undefined;
  #hasAll = false;

  /** A request, a reason, or nothing for a line that is a comment or empty. */
  read(line: string): LogRequest | LeftOut | undefined {
    if (line === "") return undefined;
    if (line.startsWith("#")) {
      const [, fields] = /^#Fields:\s*(.*)$/.exec(line) ?? [];
      if (fields === undefined) return undefined;
      this.#fields = new Map(
        fields
          .trim()
          .split(/\s+/)
          .map((name, at) => [name, at]),
      );
      this.#hasAll = needed.every((name) => this.#fields?.has(name));
      return undefined;
    }
    return line.startsWith("{") ? this.#json(line) : this.#columns(line);
  }

  #columns(line: string): LogRequest | LeftOut {
    const fields = this.#fields;
    if (fields === undefined) return "no-fields";
    if (!this.#hasAll) return "another-log";
    const values = line.split("\t");
    if (values.length < fields.size) return "cut-off";
    return requestOf((name) => values[fields.get(name) ?? -1] ?? "-");
  }

  #json(line: string): LogRequest | LeftOut {
    let values: Record<string, unknown>;
    try {
      values = JSON.parse(line);
    } catch {
      return "cut-off";
    }
    if (!needed.every((name) => Object.hasOwn(values, name))) return "another-log";
    return requestOf((name) => {
      const value = Object.hasOwn(values, name) ? values[name] : null;
      return typeof value === "object" ? "-" : String(value);
    });
  }
}

function requestOf(value: (name: string) => string): LogRequest | LeftOut {
  const [date, time, status] = [value("date"), value("time"), Number(value("sc-status"))];
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d:\d\d/.test(time)) return "no-request";
  // 000 is a visitor who left before there was an answer.
  if (!Number.isInteger(status) || status < 0 || status > 599) return "no-request";
  const bytes = Number(value("sc-bytes"));
  return {
    ...{ date, time, status, location: value("x-edge-location"), method: value("cs-method") },
    bytes: Number.isFinite(bytes) && bytes > 0 ? bytes : 0,
    path: value("cs-uri-stem"),
    agent: value("cs(User-Agent)"),
    result: value("x-edge-result-type"),
    contentType: value("sc-content-type"),
    isRange: value("sc-range-start") !== "-",
  };
}
