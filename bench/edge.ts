import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { load } from "./edge/load";
import { atLeast, atMost, median, medians, ofPairs, ofRounds, type Row } from "./row";

const run = promisify(execFile);
const group = "edge";
const TRAFFIC_ROUNDS = 36;
const HTTP_ROUNDS = 15;
const WARM_UP = 40_000;
const REQUESTS_OF_A_ROUND = 10_000;
const START_ROUNDS = 7;
const requestsOfADay = 864_000;
/** Turns a second of the yardstick on a core on which a bare node:http server answers `bareOfTheBars` requests a second. */
export const turnsOfTheBars = 50_000;
const bareOfTheBars = 45_000;

/** The edge with real functions: on the virtual clock, over HTTP, and from `start` to the first byte. */
export async function edgeRows(): Promise<Row[]> {
  const drill = await traffic("cached", requestsOfADay / 2, 10_000);
  const day = await traffic("all", requestsOfADay, 10);
  const http = await overHttp();
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
      ...ofPairs(http.edge, http.bare),
      unit: "times",
      rates: medians(http),
    }),
    atMost(1, { group, what: "start to the first byte served", ...ofRounds(start), unit: "s" }),
    calibration({ yardstick: [...drill.rates.yardstick, ...day.rates.yardstick], bare: http.bare }),
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

/** Requests a second of the servers' processor, the two servers in turn, the load from this process. */
async function overHttp(): Promise<Record<"edge" | "bare", readonly number[]>> {
  const child = spawn(process.execPath, ["bin/run.mjs", "bench/edge/servers-entry.ts"], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  try {
    const [ports] = (await once(child, "message")) as [Record<"edge" | "bare", number>];
    const processorSeconds = async () => {
      child.send("processor seconds");
      return (await once(child, "message"))[0] as number;
    };
    const rates = { edge: [] as number[], bare: [] as number[] };
    for (let round = 0; round <= HTTP_ROUNDS; round++) {
      for (const name of ["bare", "edge"] as const) {
        const requests = round === 0 ? WARM_UP : REQUESTS_OF_A_ROUND;
        const before = await processorSeconds();
        await load(ports[name], "/assets/page.html", requests);
        const rate = requests / ((await processorSeconds()) - before);
        if (round > 0) rates[name].push(rate);
      }
    }
    return rates;
  } finally {
    child.disconnect();
    await once(child, "exit");
  }
}

/** Seconds from the command to the first byte of a page. */
async function firstByte(): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < START_ROUNDS; round++) {
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
  return times;
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    child.stdout?.resume();
    return line;
  }
  throw new Error("the process ended without a line");
}
