import { field } from "../../../traffic/columns";
import { isOf } from "../../../traffic/counting";
import { trafficError } from "../../../traffic/errors";
import { digest, Interner } from "../../../traffic/intern";
import { type LogsRead, logPlaceOf, readLogs } from "../../../traffic/logs";
import type { LogPlace } from "../../../traffic/place";
import type { LogLine } from "../../../traffic/scan";

/** A request as a log has it, and how it was answered. */
export interface LoggedRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** City of the edge location. */
  readonly location: string;
  readonly method: string;
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly agent: string;
  readonly country: string;
  /** "0-99", where a part was asked for. */
  readonly range: string;
  readonly status: number;
  /** As x-edge-result-type. */
  readonly result: string;
  /** A digest of the visitor's address. */
  readonly who: number;
}

/** More are not kept: each is, until all are in their order. */
export const mostReplayed = 1_000_000;
const mostNames = 100_000;

/** The requests of logs in the order in which they came, and what of the logs is none. */
export interface LoggedRequests {
  readonly requests: readonly LoggedRequest[];
  readonly read: LogsRead;
  /** Requests beyond {@link mostReplayed}. */
  readonly beyond: number;
}

/** Reads them. @throws {OutlastError} where there is none */
export async function loggedRequests(
  place: string | LogPlace,
  distribution?: string,
  most = mostReplayed,
): Promise<LoggedRequests> {
  const requests: LoggedRequest[] = [];
  let beyond = 0;
  // A path that comes a thousand times is one string.
  const strings = new Interner((text) => text, mostNames);
  const logs = logPlaceOf(place);
  const read = await readLogs(logs, (file) => (line) => {
    if (distribution !== undefined && !isOf(line, file, distribution)) return undefined;
    if (requests.length >= most) {
      beyond++;
      return undefined;
    }
    const request = requestOf(line, strings);
    if (request === undefined) return "no-request";
    requests.push(request);
    return undefined;
  });
  if (requests.length === 0)
    throw trafficError("TRAFFIC_NOTHING_LEFT", `${logs.shown}: ${read.files} files have no request`);
  // Edge locations deliver their lines when they have them.
  return { requests: requests.toSorted((a, b) => a.at - b.at), read, beyond };
}

function requestOf(line: LogLine, strings: Interner<string>): LoggedRequest | undefined {
  const at = Date.parse(`${line.text(field.date)}T${line.text(field.time).slice(0, 8)}Z`);
  const status = Number(line.text(field.status));
  const text = (which: Parameters<LogLine["text"]>[0]) => {
    const value = strings.get(line.view, line.start(which), line.end(which)) ?? line.text(which);
    return value === "-" ? "" : value;
  };
  const path = text(field.path);
  if (Number.isNaN(at) || !Number.isInteger(status) || !path.startsWith("/")) return undefined;
  const [from, to] = [text(field.rangeStart), text(field.rangeEnd)];
  return {
    ...{ at, path, status, location: text(field.location).slice(0, 3), method: text(field.method) },
    ...{ query: text(field.query), host: text(field.hostHeader).toLowerCase(), agent: text(field.agent) },
    ...{ country: text(field.country), result: text(field.result) },
    scheme: text(field.protocol) === "http" ? "http" : "https",
    range: /^\d+$/.test(from) ? `${from}-${/^\d+$/.test(to) ? to : ""}` : "",
    who: digest(line.view, line.start(field.address), line.end(field.address)),
  };
}
