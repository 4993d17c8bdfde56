import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { unzipSync } from "fflate";
import { type Leashed, startLeashed } from "../../../toolchain/leash";
import type { Environment } from "../../../toolchain/which";

/** Runs the deployed handler each time that there is a file to be taken: its process, and what it knows, stay as Lambda's do. */
const runner = `
const { existsSync, unlinkSync } = require("node:fs");
const { handler } = require(process.argv[1]);
const take = async () => {
  if (existsSync(process.argv[2])) {
    unlinkSync(process.argv[2]);
    await handler().catch(() => {});
  }
  setTimeout(take, 200);
};
take();
`;

export interface CalledSentinelOptions {
  /** The site's name, for what is said. */
  readonly site: string;
  /** The deployed function, and the region of its schedule. */
  readonly sentinel: { readonly name: string; readonly region: string };
  /** Points clients at the local AWS. */
  readonly env: Environment;
  /** Where visitors of the site come. */
  readonly edge: string;
  readonly say: (line: string) => void;
}

/**
 * The sentinel that Terraform deployed to the local AWS, called as EventBridge Scheduler would call it: by the state and the
 * rate of its schedule, with the code and the variables of its function, in a process of its own.
 */
export class CalledSentinel {
  readonly #options: CalledSentinelOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), "outlast-sentinel-"));
  #running: { readonly version: string; readonly leashed: Leashed } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #told = "";

  constructor(options: CalledSentinelOptions) {
    this.#options = options;
  }

  /** Calls it from now on. */
  start(): void {
    this.#next(0);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running?.leashed.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** One call, if the schedule says so. @returns milliseconds until the next one */
  async call(): Promise<number> {
    const { env, sentinel } = this.#options;
    // A schedule has no client here: one answer of its API is all that is asked.
    const answer = await fetch(`${env.AWS_ENDPOINT_URL}/schedules/${sentinel.name}`, {
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${env.AWS_ACCESS_KEY_ID}/20260101/${sentinel.region}/scheduler/aws4_request, SignedHeaders=host, Signature=0`,
      },
    });
    const schedule = answer.ok ? ((await answer.json()) as Schedule) : {};
    const [, minutes = "1"] = /^rate\((\d+) minutes?\)$/.exec(schedule.ScheduleExpression ?? "") ?? [];
    if (schedule.State === "ENABLED") {
      await this.#deployed();
      writeFileSync(join(this.#folder, "call"), "");
    }
    return Number(minutes) * 60_000;
  }

  /** The process of what is deployed now. */
  async #deployed(): Promise<void> {
    const { edge, env, sentinel } = this.#options;
    const client = new LambdaClient({
      region: sentinel.region,
      endpoint: env.AWS_ENDPOINT_URL as string,
      credentials: {
        accessKeyId: env.AWS_ACCESS_KEY_ID ?? "",
        secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? "",
      },
    });
    const { Code, Configuration } = await client.send(
      new GetFunctionCommand({ FunctionName: sentinel.name }),
    );
    const variables = Configuration?.Environment?.Variables ?? {};
    const version = JSON.stringify([Configuration?.CodeSha256, variables]);
    if (this.#running?.version === version) return;
    await this.#running?.leashed.stop();
    const archive = await fetch(Code?.Location ?? "");
    for (const [name, bytes] of Object.entries(unzipSync(new Uint8Array(await archive.arrayBuffer()))))
      writeFileSync(join(this.#folder, name), bytes);
    const args = ["-e", runner, join(this.#folder, "index.js"), join(this.#folder, "call")];
    const leashed = startLeashed(process.execPath, args, {
      // The edge's certificate is of this run alone, and on this machine.
      env: {
        ...env,
        ...variables,
        // As Lambda tells it.
        AWS_REGION: sentinel.region,
        OUTLAST_EDGE: edge,
        NODE_TLS_REJECT_UNAUTHORIZED: "0",
        NODE_NO_WARNINGS: "1",
      },
      graceMs: 0,
      output: "pipe",
    });
    const { stdout } = leashed.process;
    if (stdout) createInterface({ input: stdout }).on("line", (line) => this.#tell(line));
    this.#running = { version, leashed };
  }

  /** Once: what it sees stays the same for hours. */
  #tell(line: string): void {
    if (!line.startsWith("{")) return;
    const { Concern, decision, reason } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const told = Concern === 2 ? `${decision} ${reason}` : "";
    if (told !== "" && told !== this.#told)
      this.#options.say(
        `${this.#options.site}: the sentinel of ${this.#options.sentinel.region} (${decision}): ${reason}`,
      );
    this.#told = told;
  }

  #next(wait: number): void {
    this.#timer = setTimeout(() => {
      this.call()
        // What is not deployed, or is being made anew, is called in the next minute.
        .catch(() => 60_000)
        .then((next) => {
          if (this.#timer !== undefined) this.#next(next);
        });
    }, wait);
    this.#timer.unref();
  }
}

interface Schedule {
  readonly State?: string;
  readonly ScheduleExpression?: string;
}
