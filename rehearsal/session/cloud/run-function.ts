import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { unzipSync } from "fflate";
import { type Leashed, startLeashed } from "../../../toolchain/leash";
import type { Environment } from "../../../toolchain/which";
import type { InvocationAnswer } from "../../cloud/lambda/front";

/** What a line begins with that answers a call: all else that a function writes is its log. */
const answerMark = "outlast-answer ";

/** Calls the deployed handler with each file that there is to be taken: its process, and what it knows, stay as Lambda's do. */
const runner = `
const { readdirSync, readFileSync, unlinkSync, writeSync } = require("node:fs");
const { join } = require("node:path");
const [, entry, calls] = process.argv;
const { handler } = require(entry);
const call = async (name) => {
  const event = JSON.parse(readFileSync(join(calls, name), "utf8"));
  unlinkSync(join(calls, name));
  const answer = await handler(event).then(
    (value = null) => ({ value }),
    (error) => ({ error: { errorType: error.name, errorMessage: error.message } }),
  );
  writeSync(1, "${answerMark}" + JSON.stringify({ name, answer }) + "\\n");
};
const take = async () => {
  for (const name of readdirSync(calls).filter((one) => one.endsWith(".json")).sort()) await call(name);
  setTimeout(take, 200);
};
take();
`;

export interface RunFunctionOptions {
  readonly name: string;
  readonly region: string;
  /** Points clients at the local AWS. */
  readonly env: Environment;
  /** Where visitors of the site come. */
  readonly edge: string;
  /** Hears of each line of its log. */
  readonly log: (line: string) => void;
}

interface Running {
  readonly version: string;
  readonly leashed: Leashed;
}

/** A function of Lambda that was deployed to the local AWS, with its own code and variables, in a process of its own. */
export class RunFunction {
  readonly #options: RunFunctionOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), "outlast-function-"));
  readonly #calls = join(this.#folder, "calls");
  readonly #waiting = new Map<string, (answer: InvocationAnswer) => void>();
  #running: Running | undefined;
  #count = 0;
  #isOver = false;

  constructor(options: RunFunctionOptions) {
    this.#options = options;
    mkdirSync(this.#calls);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running?.leashed.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /**
   * Calls what is deployed now; one call after the other.
   * @throws what kept it from being called
   */
  async begin(event: unknown): Promise<{ readonly answer: Promise<InvocationAnswer> }> {
    await this.#deployed();
    this.#count += 1;
    const name = `${String(this.#count).padStart(9, "0")}.json`;
    const answer = new Promise<InvocationAnswer>((resolve) => this.#waiting.set(name, resolve));
    // Whole, or not there.
    writeFileSync(join(this.#calls, "next"), JSON.stringify(event));
    renameSync(join(this.#calls, "next"), join(this.#calls, name));
    return { answer };
  }

  /** The process of what is deployed now. */
  async #deployed(): Promise<void> {
    const { env, name, region } = this.#options;
    const client = new LambdaClient({
      region,
      endpoint: env.AWS_ENDPOINT_URL as string,
      credentials: {
        accessKeyId: env.AWS_ACCESS_KEY_ID ?? "",
        secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? "",
      },
    });
    const { Code, Configuration } = await client.send(new GetFunctionCommand({ FunctionName: name }));
    const variables = Configuration?.Environment?.Variables ?? {};
    const version = JSON.stringify([Configuration?.CodeSha256, variables]);
    if (this.#running?.version === version) return;
    await this.#running?.leashed.stop();
    const archive = await fetch(Code?.Location ?? "");
    const files = unzipSync(new Uint8Array(await archive.arrayBuffer()));
    if (this.#isOver) throw new Error(`${name} is called no more`);
    for (const [file, bytes] of Object.entries(files)) writeFileSync(join(this.#folder, file), bytes);
    this.#running = { version, leashed: this.#start(variables) };
  }

  #start(variables: Readonly<Record<string, string>>): Leashed {
    const { edge, env, log, region } = this.#options;
    const args = ["-e", runner, join(this.#folder, "index.js"), this.#calls];
    const leashed = startLeashed(process.execPath, args, {
      // The edge's certificate is of this run alone, and on this machine.
      env: {
        ...env,
        ...variables,
        // As Lambda tells it.
        AWS_REGION: region,
        OUTLAST_EDGE: edge,
        NODE_TLS_REJECT_UNAUTHORIZED: "0",
        NODE_NO_WARNINGS: "1",
      },
      graceMs: 0,
      output: "pipe",
    });
    const { stdout } = leashed.process;
    if (stdout)
      createInterface({ input: stdout }).on("line", (line) => {
        if (line.startsWith(answerMark)) this.#answered(line.slice(answerMark.length));
        else log(line);
      });
    leashed.process.on("exit", () => {
      if (this.#running?.leashed !== leashed) return;
      this.#running = undefined;
      for (const name of [...this.#waiting.keys()]) this.#end(name, ended);
    });
    return leashed;
  }

  #answered(line: string): void {
    const { answer, name } = JSON.parse(line) as { readonly name: string; readonly answer: InvocationAnswer };
    this.#end(name, answer);
  }

  #end(name: string, answer: InvocationAnswer): void {
    this.#waiting.get(name)?.(answer);
    this.#waiting.delete(name);
  }
}

/** Lambda's words for a function whose process has ended. */
const ended: InvocationAnswer = {
  error: { errorType: "Runtime.ExitError", errorMessage: "Runtime exited before it answered" },
};
