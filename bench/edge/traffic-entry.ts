// A process of its own, for its memory: `traffic-entry.ts <cached|all> <requests> <requests a second> <rounds>`.
import {
  type Edge,
  HeaderMap,
  type ViewerRequest,
  type ViewerResponse,
  VirtualClock,
} from "../../rehearsal/edge";
import { turns } from "../yardstick";
import { rehearsedExample } from "./rehearsed-example";

const cached = ["/blog/first-outage/", "/assets/style.46a6bfbcc7.css", "/assets/mark.c17d2a18b1.svg"];
/** What S3 is asked about each time, and the Lambda@Edge function sees each answer, is in between. */
const pages = { cached, all: ["/", "/docs/", ...cached] };
const visitors = 1_000;
const turnsOfARound = 4_000;

/** Rounds of traffic and of the yardstick in turn, after one of each that warms up. */
async function main(paths: readonly string[], requests: number, perSecond: number, rounds: number) {
  const clock = new VirtualClock();
  const { rehearsal, host } = await rehearsedExample(clock);
  const count = Math.ceil(requests / rounds / visitors);
  const pause = (visitors / perSecond) * 1_000;
  const traffic = Array.from({ length: visitors }, (_, index) => {
    return { host, paths, index, count, pause, known: new Map<string, string>() };
  });
  const rates: { edge: number[]; yardstick: number[] } = { edge: [], yardstick: [] };
  for (let round = 0; round <= rounds; round++) {
    const yardstick = await perProcessorSecond(turnsOfARound, () => turns(turnsOfARound));
    const edge = await perProcessorSecond(count * visitors, async () => {
      await clock.run(Promise.all(traffic.map((visitor) => visit(rehearsal.edge, clock, visitor))));
    });
    if (round === 0) continue;
    rates.yardstick.push(yardstick);
    rates.edge.push(edge);
  }
  await rehearsal.close();
  console.log(JSON.stringify({ rates, peakMb: process.resourceUsage().maxRSS / 1_024 }));
}

/** Of this process's time on the processor: other programs take theirs from the clock on the wall. */
async function perProcessorSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return count / ((user + system) / 1_000_000);
}

interface Visitor {
  readonly host: string;
  readonly paths: readonly string[];
  readonly index: number;
  readonly count: number;
  /** Milliseconds between two requests. */
  readonly pause: number;
  /** ETags by path. */
  readonly known: Map<string, string>;
}

/** A browser with a cache of its own: it sends back the ETag that it has, and keeps nothing else of an answer. */
async function visit(edge: Edge, clock: VirtualClock, visitor: Visitor): Promise<void> {
  const { host, paths, index, known, pause } = visitor;
  await clock.sleep((index / visitors) * pause);
  for (let i = 0; i < visitor.count; i++) {
    const path = paths[(index + i) % paths.length] as string;
    known.set(path, etagOf(await edge.handle(request(host, path, known.get(path)))));
    await clock.sleep(pause);
  }
}

function etagOf({ status, headers }: ViewerResponse): string {
  if (status !== 200 && status !== 304) throw new Error(`a request was answered with ${status}`);
  return headers.get("etag") ?? "";
}

const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const accepts = [
  "accept",
  "text/html,*/*;q=0.8",
  "accept-language",
  "en",
  "accept-encoding",
  "gzip, deflate, br",
];

function request(host: string, path: string, etag: string | undefined): ViewerRequest {
  const headers = HeaderMap.fromFlat(["host", host, "user-agent", agent, ...accepts]);
  if (etag !== undefined) headers.set("if-none-match", etag);
  return {
    method: "GET",
    scheme: "https",
    httpVersion: "2.0",
    path,
    query: "",
    headers,
    clientIp: "192.0.2.1",
  };
}

const [, , which, ...numbers] = process.argv;
const [requests = 0, perSecond = 0, rounds = 0] = numbers.map(Number);
void main(pages[which as keyof typeof pages], requests, perSecond, rounds);
