import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { load } from "./edge/load";
import { atLeast, atMost, median, type Row } from "./row";

const run = promisify(execFile);
const group = "edge";
const requestsOfADay = 864_000;
/** What a bare server answered on the machine for which 50,000 requests/s and 30 s for a day were asked. */
const bareOfTheBars = 77_000;

/** The edge with real functions: on the virtual clock, over HTTP, and from `start` to the first byte. */
export async function edgeRows(): Promise<Row[]> {
  const drill = await traffic("cached", requestsOfADay / 2, 10_000);
  const day = await traffic("all", requestsOfADay, 10);
  const http = await overHttp();
  return [
    atLeast(50_000 / bareOfTheBars, {
      group,
      what: "requests/s of cached traffic on the virtual clock, both functions on, vs a bare node:http server",
      measured: drill.perSecond / http.bare,
      unit: "times",
      rates: { edge: drill.perSecond, bare: http.bare },
    }),
    atLeast(requestsOfADay / 30 / bareOfTheBars, {
      group,
      what: "requests/s of a day at 10 requests/s on the virtual clock vs a bare node:http server",
      measured: day.perSecond / http.bare,
      unit: "times",
      rates: { edge: day.perSecond, bare: http.bare },
    }),
    atMost(500, { group, what: "a day at 10 requests/s, peak memory", measured: day.peakMb, unit: "MB" }),
    atLeast(0.4, {
      group,
      what: "requests/s of a cached 5 KB page over HTTP vs a bare node:http server",
      measured: http.edge / http.bare,
      unit: "times",
      rates: http,
    }),
    atMost(3, { group, what: "start to the first byte served", measured: await firstByte(), unit: "s" }),
  ];
}

async function traffic(pages: "cached" | "all", requests: number, perSecond: number) {
  const given = ["bin/run.mjs", "bench/edge/traffic-entry.ts", pages, String(requests), String(perSecond)];
  const { stdout } = await run(process.execPath, given);
  return JSON.parse(stdout) as { seconds: number; perSecond: number; peakMb: number };
}

/** Medians of requests a second, the two servers in turn, the load from this process. */
async function overHttp(): Promise<{ edge: number; bare: number }> {
  const child = spawn(process.execPath, ["bin/run.mjs", "bench/edge/servers-entry.ts"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const ports = JSON.parse(await firstLine(child)) as { edge: number; bare: number };
    const rates = { edge: [] as number[], bare: [] as number[] };
    for (let round = 0; round < 5; round++) {
      for (const name of ["bare", "edge"] as const)
        rates[name].push(await load(ports[name], "/assets/page.html", 2));
    }
    // The first round warms both up.
    return { edge: median(rates.edge.slice(1)), bare: median(rates.bare.slice(1)) };
  } finally {
    child.stdin.end();
    await once(child, "exit");
  }
}

/** Median of seconds from the command to the first byte of a page. */
async function firstByte(): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const started = performance.now();
    const child = spawn(
      process.execPath,
      ["bin/outlast.mjs", "start", "--port", "0", "--control-port", "0", "--json"],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const { url } = JSON.parse(await firstLine(child)) as { url: string };
    const answer = await fetch(url);
    times.push((performance.now() - started) / 1_000);
    if (!answer.ok) throw new Error(`start answered ${answer.status}`);
    child.kill("SIGINT");
    await once(child, "exit");
  }
  return median(times);
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    child.stdout?.resume();
    return line;
  }
  throw new Error("the process ended without a line");
}
