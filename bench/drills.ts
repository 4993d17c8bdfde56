import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { turnsOfTheBars } from "./edge";
import { atLeast, atMost, median, ofRounds, type Row } from "./row";

const run = promisify(execFile);
const group = "drills";
/** Of the example, 4.6 requests each: a million of them, or a tenth where that is long enough. */
const visitsOfADay = { large: 217_000, small: 21_700 };

interface Measured {
  /** Seconds of the processor. */
  readonly drills: number;
  readonly report: number;
  readonly reportMb: number;
  readonly requests: number;
  readonly peakMb: number;
  /** Turns a second, before and after. */
  readonly yardstick: readonly number[];
}

/** Every scenario that ships at the example site, what draws them, and one day in which nothing breaks. */
export async function drillRows({ large }: { readonly large: boolean }): Promise<Row[]> {
  const shipped = await measured();
  const day = await measured(visitsOfADay[large ? "large" : "small"]);
  const memory = { group, what: "such a day, peak memory", measured: day.peakMb, unit: "MB" } as const;
  return [
    atMost(1, {
      group,
      what: "all shipped scenarios vs the turns that the yardstick makes in 20 s",
      ...inTurns(shipped, shipped.drills, 20),
    }),
    atMost(1, {
      group,
      what: "the report of all of them vs the turns that the yardstick makes in 3 s",
      ...inTurns(shipped, shipped.report, 3),
    }),
    atMost(3, { group, what: "the report of all of them", measured: shipped.reportMb, unit: "MB" }),
    atLeast(1_000_000 / 30 / turnsOfTheBars, {
      group,
      what: `a drill of a day with ${day.requests.toLocaleString("en")} requests vs turns of the yardstick`,
      ...ofRounds(day.yardstick.map((rate) => day.requests / day.drills / rate)),
      unit: "times",
      rates: { drill: day.requests / day.drills, yardstick: median(day.yardstick) },
    }),
    large ? atMost(500, memory) : { ...memory, met: true },
  ];
}

/** Seconds as a share of those that so many seconds of the core that the bars were made for come to here. */
function inTurns({ yardstick }: Measured, seconds: number, ofTheBar: number) {
  const allowed = yardstick.map((rate) => (ofTheBar * turnsOfTheBars) / rate);
  return {
    ...ofRounds(allowed.map((bar) => seconds / bar)),
    unit: "times",
    medians: { took: seconds * 1_000, yardstick: median(allowed) * 1_000 },
  } as const;
}

async function measured(visits?: number): Promise<Measured> {
  const given = ["bin/run.mjs", "bench/drills/drills-entry.ts", ...(visits === undefined ? [] : [visits])];
  const { stdout } = await run(process.execPath, given.map(String));
  return JSON.parse(stdout) as Measured;
}
