// A process of its own, for its memory: `traffic-entry.ts <cached|all> <requests> <requests a second>` prints JSON.

import type { Rehearsal } from "../../rehearsal/assembly/rehearsal";
import { HeaderMap, type ViewerRequest, type ViewerResponse, VirtualClock } from "../../rehearsal/edge";
import { rehearsedExample } from "./rehearsed-example";

const cached = ["/blog/first-outage/", "/assets/style.46a6bfbcc7.css", "/assets/mark.c17d2a18b1.svg"];
/** What S3 is asked about each time, and the Lambda@Edge function sees each answer, is in between. */
const pages = { cached, all: ["/", "/docs/", ...cached] };
const visitors = 1_000;

async function main(paths: readonly string[], requests: number, perSecond: number): Promise<void> {
  const clock = new VirtualClock();
  const { rehearsal, host } = await rehearsedExample(clock);
  const each = Math.ceil(requests / visitors);
  const pause = (visitors / perSecond) * 1_000;
  const traffic = (count: number) =>
    Promise.all(
      Array.from({ length: visitors }, (_, i) =>
        visit(rehearsal, clock, { host, paths, index: i, count, pause }),
      ),
    );
  await clock.run(traffic(Math.ceil(each / 10)));
  const started = performance.now();
  const statuses = (await clock.run(traffic(each))).flat();
  const seconds = (performance.now() - started) / 1_000;
  await rehearsal.close();
  const failed = statuses.reduce((sum, count) => sum + count, 0);
  if (failed > 0) throw new Error(`${failed} requests were not answered with 200 or 304`);
  const peakMb = process.resourceUsage().maxRSS / 1_024;
  console.log(JSON.stringify({ seconds, perSecond: (each * visitors) / seconds, peakMb }));
}

interface Visitor {
  readonly host: string;
  readonly paths: readonly string[];
  readonly index: number;
  readonly count: number;
  /** Milliseconds between two requests. */
  readonly pause: number;
}

/** A browser with a cache of its own: it sends back the ETag that it has. Gives how many answers were errors. */
async function visit(rehearsal: Rehearsal, clock: VirtualClock, visitor: Visitor): Promise<number> {
  const known = new Map<string, string>();
  let failed = 0;
  await clock.sleep((visitor.index / visitors) * visitor.pause);
  for (let i = 0; i < visitor.count; i++) {
    const path = visitor.paths[(visitor.index + i) % visitor.paths.length] as string;
    const etag = known.get(path);
    const response: ViewerResponse = await rehearsal.edge.handle(request(visitor.host, path, etag));
    if (response.status !== 200 && response.status !== 304) failed++;
    known.set(path, response.headers.get("etag") ?? "");
    await clock.sleep(visitor.pause);
  }
  return failed;
}

function request(host: string, path: string, etag: string | undefined): ViewerRequest {
  const headers = new HeaderMap({
    host,
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    accept: "text/html,application/xhtml+xml,*/*;q=0.8",
    "accept-language": "en",
    "accept-encoding": "gzip, deflate, br",
    ...(etag !== undefined && { "if-none-match": etag }),
  });
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

const [, , which, requests, perSecond] = process.argv;
void main(pages[which as keyof typeof pages], Number(requests), Number(perSecond));
