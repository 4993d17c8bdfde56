import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { consolePageRows } from "./edge/console-page";
import { load } from "./edge/load";
import { startExample } from "./edge/started";
import { atLeast, atMost, median, medians, ofPairs, ofRounds, type Row } from "./row";

const run = promisify(execFile);
const group = "edge";
const TRAFFIC_ROUNDS = 36;
const HTTP_ROUNDS = 15;
const WARM_UP = 40_000;
const REQUESTS_OF_A_ROUND = 10_000;
const START_ROUNDS = 7;
const requestsOfADay = 864_000;
const requestsOfASecond = 2_000;
/** Turns a second of the yardstick on a core on which a bare node:http server answers `bareOfTheBars` requests a second. */
export const turnsOfTheBars = 50_000;
const bareOfTheBars = 45_000;

/** The edge with real functions: on the virtual clock, over HTTP, and from `start` to the first byte. */
export async function edgeRows(): Promise<Row[]> {
  const drill = await traffic("cached", requestsOfADay / 2, 10_000);
  const day = await traffic("all", requestsOfADay, 10);
  const http = await overHttp();
  const page = await consolePageRows();
  const start = await firstByte();
  return [
    atLeast(60_000 / turnsOfTheBars, {
      group,
      what: "cached requests on the virtual clock, both functions on, vs turns of the yardstick",
      ...ofPairs(drill.rates.edge, drill.rates.yardstick),
      unit: "times",
      rates: medians(drill.rates),
    }),
    atLeast(35_000 / turnsOfTheBars, {
      group,
      what: "requests of a day at 10 a second on the virtual clock vs turns of the yardstick",
      ...ofPairs(day.rates.edge, day.rates.yardstick),
      unit: "times",
      rates: medians(day.rates),
    }),
    atMost(300, {
      group,
      what: "a day at 10 requests a second, peak memory",
      measured: day.peakMb,
      unit: "MB",
    }),
    atLeast(0.6, {
      group,
      what: "requests of a cached 5 KB page over HTTP vs a bare node:http server",
      ...ofPairs(http.rates.edge, http.rates.bare),
      unit: "times",
      rates: medians(http.rates),
    }),
    atLeast(0.9, {
      group,
      what: "the same page while the console looks on vs while nobody does",
      ...ofPairs(http.rates.watched, http.rates.edge),
      unit: "times",
    }),
    atMost(10, {
      group,
      what: "a minute of 2,000 requests a second before two consoles, one of which does not read: memory that is not given back",
      measured: http.grownMb,
      unit: "MB",
    }),
    ...page,
    atMost(1, { group, what: "start to the first byte served", ...ofRounds(start), unit: "s" }),
    calibration({ yardstick: [...drill.rates.yardstick, ...day.rates.yardstick], bare: http.rates.bare }),
  ];
}

/** What the bars in turns stand on, as it is on this machine: where it differs, they stand for other requests a second. */
function calibration(rates: Readonly<Record<"yardstick" | "bare", readonly number[]>>): Row {
  const expected = (turnsOfTheBars / bareOfTheBars).toFixed(2);
  return {
    group,
    what: `turns of the yardstick vs a bare node:http server (${expected} where the bars were made)`,
    measured: median(rates.yardstick) / median(rates.bare),
    unit: "times",
    met: true,
    rates: medians(rates),
  };
}

interface Traffic {
  readonly rates: Readonly<Record<"edge" | "yardstick", readonly number[]>>;
  readonly peakMb: number;
}

async function traffic(pages: "cached" | "all", requests: number, perSecond: number): Promise<Traffic> {
  const given = ["bin/run.mjs", "bench/edge/traffic-entry.ts", pages, requests, perSecond, TRAFFIC_ROUNDS];
  const { stdout } = await run(process.execPath, given.map(String));
  return JSON.parse(stdout) as Traffic;
}

type Server = "edge" | "watched" | "bare";

interface OverHttp {
  /** Requests a second of the servers' processor, the servers in turn, the load from this process. */
  readonly rates: Readonly<Record<Server, readonly number[]>>;
  /** What the servers' memory has grown by while the console was sent a minute of requests. */
  readonly grownMb: number;
}

async function overHttp(): Promise<OverHttp> {
  const child = spawn(process.execPath, ["bin/run.mjs", "bench/edge/servers-entry.ts"], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const asked = async (what: "processor seconds" | "heap") => {
    child.send(what);
    return (await once(child, "message"))[0] as number;
  };
  const readers: (() => void)[] = [];
  try {
    const [ports] = (await once(child, "message")) as [Record<Server | "control", number>];
    // A page that reads, and one whose browser has gone to sleep.
    readers.push(...(await Promise.all([listening(ports.control, true), listening(ports.control, false)])));
    const rates = { edge: [] as number[], watched: [] as number[], bare: [] as number[] };
    for (let round = 0; round <= HTTP_ROUNDS; round++) {
      for (const name of ["bare", "edge", "watched"] as const) {
        const requests = round === 0 ? WARM_UP : REQUESTS_OF_A_ROUND;
        const before = await asked("processor seconds");
        await load(ports[name], "/assets/page.html", requests);
        const rate = requests / ((await asked("processor seconds")) - before);
        if (round > 0) rates[name].push(rate);
      }
    }
    const before = await asked("heap");
    for (let second = 0; second < 60; second++) {
      const over = performance.now() + 1_000;
      await load(ports.watched, "/assets/page.html", requestsOfASecond);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, over - performance.now())));
    }
    return { rates, grownMb: Math.max(0, (await asked("heap")) - before) };
  } finally {
    for (const leave of readers) leave();
    child.disconnect();
    await once(child, "exit");
  }
}

/** Opens the console's stream; returns what leaves it. */
async function listening(port: number, reads: boolean): Promise<() => void> {
  const asked = get({ host: "127.0.0.1", port, path: "/events", headers: { host: "localhost" } });
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`the stream was answered ${answer.statusCode}`);
  if (reads) answer.resume();
  else answer.pause();
  return () => asked.destroy();
}

/** Seconds from the command to the first byte of a page. */
async function firstByte(): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < START_ROUNDS; round++) {
    const started = performance.now();
    const { close, url } = await startExample();
    const answer = await fetch(url);
    times.push((performance.now() - started) / 1_000);
    if (!answer.ok) throw new Error(`start answered ${answer.status}`);
    await close();
  }
  return times;
}
