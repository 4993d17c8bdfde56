import { execFile } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../../config/package-root";
import { projectRoot } from "../../../project/own-project";
import { readResult, renderPage, summary } from "../../../report";
import { type ControlActions, ControlError, type ControlPage } from "../../server";
import { optionalText, requireText, taking } from "../fault-controls";
import { knownScenarios, listedScenario } from "./known-scenarios";
import { refused } from "./refused";

/** Reports that are kept, the newest. */
const kept = 10;
/** Bytes of a result; one of a scenario has some hundred thousand. */
const mostBytes = 64 * 1024 * 1024;

interface Ran {
  readonly id: number;
  readonly verdict: string;
  readonly summary: string;
}

/**
 * Drills beside what is served. Each is a process of the verb: on the virtual clock, an outage of hours computes for
 * seconds, in which nobody else would be answered.
 */
export class DrillRuns {
  readonly #file: () => string | undefined;
  readonly #run: (args: readonly string[]) => Promise<string>;
  readonly #reports = new Map<number, string>();
  #last = 0;
  #isRunning = false;

  /**
   * @param file the Terraform that is served in the place of the project's own sites
   * @param run what `outlast` says with these arguments
   */
  constructor(file: () => string | undefined, run: (args: readonly string[]) => Promise<string> = outlast) {
    this.#file = file;
    this.#run = run;
  }

  /** The actions of the control API. */
  actions(): ControlActions {
    return {
      "GET /drills": async () => {
        const all = await knownScenarios().catch(refused);
        return [...all.values()].map(listedScenario);
      },
      "POST /drill": taking(["scenario", "seed"], ({ scenario, seed }) =>
        this.run(requireText(scenario, "scenario"), optionalText(seed, "seed")),
      ),
    };
  }

  /** The page of a report: `/drills/report?id=`. */
  report(path: string, query: URLSearchParams): ControlPage | undefined {
    const page = path === "/drills/report" ? this.#reports.get(Number(query.get("id"))) : undefined;
    if (page === undefined) return undefined;
    // The page says by itself which style is its own; here, besides, that the console may have it in a frame.
    return { type: "text/html; charset=utf-8", body: page, policy: "frame-ancestors 'self'" };
  }

  /** Keeps a report's page, and says under which id. */
  keep(page: string): number {
    const id = ++this.#last;
    this.#reports.set(id, page);
    this.#reports.delete(id - kept);
    return id;
  }

  /** @throws {ControlError} with what the verb says against it, and while another one runs */
  async run(scenario: string, seed?: string): Promise<Ran> {
    if (!/^[\w][\w-]*$/.test(scenario))
      throw new ControlError(`scenario: there is no ${scenario.slice(0, 80)}`);
    if (this.#isRunning) throw new ControlError("a drill is running; the next one can when it is over");
    this.#isRunning = true;
    try {
      const file = this.#file();
      const given = [...(seed === undefined ? [] : [`--seed=${seed}`]), ...(file ? [`--from=${file}`] : [])];
      const result = readResult(await this.#run(["drill", scenario, "--json", ...given]), scenario);
      const id = this.keep(renderPage(result));
      const verdicts = result.scenarios.map(({ verdict }) => verdict);
      const verdict = verdicts.find((one) => one === "broken") ?? verdicts[0] ?? "skipped";
      return { id, verdict, summary: summary(result.scenarios) };
    } finally {
      this.#isRunning = false;
    }
  }
}

/** Runs the verb; one that found an objective missed has said so, and exits with 1. */
function outlast(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const all = [join(packageRoot(), "bin/outlast.mjs"), ...args];
    execFile(process.execPath, all, { cwd: projectRoot(), maxBuffer: mostBytes }, (error, stdout, stderr) => {
      if (error && error.code !== 1)
        reject(new ControlError(problemsIn(stdout) || stderr.trim() || error.message));
      else resolve(stdout);
    });
  });
}

/** What `--json` says in the place of a result. */
function problemsIn(stdout: string): string {
  try {
    const { problems = [] } = JSON.parse(stdout) as { problems?: { value: string; mend?: string }[] };
    return problems.map(({ mend = "", value }) => `${value} ${mend}`.trim()).join("; ");
  } catch {
    return "";
  }
}
