import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { type ExpressionContext, evaluate, fill, runs } from "./expression";
import type { Job, Step } from "./workflow";

/** What one run of a job did. */
export interface JobResult {
  readonly conclusion: "success" | "failure" | "skipped";
  /** Commands that ran, with their conclusion. */
  readonly steps: readonly { readonly run: string; readonly conclusion: "success" | "failure" }[];
  readonly summary: string;
  /** Everything that was written to the log. */
  readonly log: string;
}

/** The machine that a job runs on. */
export interface RunnerOptions {
  /** The checkout. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string>>;
  /** `vars`, `github` and the like. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Commands that succeed without being run, besides those that need the network. @default - drills, which are tested elsewhere */
  readonly standsFor?: readonly RegExp[];
  /** Called for steps that use an action, with its inputs filled in. */
  readonly onAction?: (action: string, inputs: Readonly<Record<string, string>>) => void;
}

/** Commands that are tested elsewhere, or would need the network: they succeed. */
const stoodFor = /^(npm (ci --ignore-scripts|run [\w:]+|test)|python -m pip install .*)$/;
/** All scenarios take a minute each time. */
const drills = [/^npx outlast drill --report \w+$/];

/**
 * Runs a job's steps with a stand-in for GitHub's runner: `run` steps in `bash -e`, as GitHub does, with the files behind
 * GITHUB_ENV, GITHUB_OUTPUT and GITHUB_STEP_SUMMARY; actions are left to the caller.
 */
export async function runJob(job: Job, options: RunnerOptions): Promise<JobResult> {
  const { standsFor = drills } = options;
  const files = mkdtempSync(join(tmpdir(), "outlast-runner-"));
  const steps: JobResult["steps"][number][] = [];
  const outcomes: Record<string, { conclusion: string; outputs: Record<string, string> }> = {};
  const summaryFile = join(files, "summary");
  const environmentFile = join(files, "env");
  writeFileSync(summaryFile, "");
  writeFileSync(environmentFile, "");
  let failed = false;
  let log = "";
  const context = (): ExpressionContext => ({ values: { ...options.values, steps: outcomes }, failed });
  try {
    if (job.if !== undefined && !evaluate(job.if, context())) {
      return { conclusion: "skipped", steps, summary: "", log };
    }
    for (const step of job.steps) {
      if (!runs(step.if, context())) continue;
      if (step.uses !== undefined) {
        options.onAction?.(step.uses, filled(step.with ?? {}, context()));
        continue;
      }
      const command = fill(step.run ?? "", context());
      const outputFile = join(files, "output");
      writeFileSync(outputFile, "");
      const env = {
        ...options.env,
        ...assignments(environmentFile),
        ...filled(step.env ?? {}, context()),
        GITHUB_ENV: environmentFile,
        GITHUB_OUTPUT: outputFile,
        GITHUB_STEP_SUMMARY: summaryFile,
      };
      const result = [stoodFor, ...standsFor].some((one) => one.test(command))
        ? { exitCode: 0, log: "" }
        : await bash(command, options.workspace, env, shims(files, options.workspace));
      const conclusion = result.exitCode === 0 ? "success" : "failure";
      log += `$ ${command}\n${result.log}`;
      steps.push({ run: command, conclusion });
      if (step.id) outcomes[step.id] = { conclusion, outputs: assignments(outputFile) };
      failed ||= conclusion === "failure" && step["continue-on-error"] !== true;
    }
    const conclusion = failed ? "failure" : "success";
    return { conclusion, steps, summary: readFileSync(summaryFile, "utf8"), log };
  } finally {
    rmSync(files, { recursive: true, force: true });
  }
}

function filled(values: NonNullable<Step["with"]>, context: ExpressionContext): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, fill(String(value), context)]),
  );
}

/** `name=value` lines, as GITHUB_OUTPUT and GITHUB_ENV take them. */
function assignments(file: string): Record<string, string> {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

/** A folder whose `npx outlast` is the checkout's own, as it is after `npm ci`. */
function shims(folder: string, workspace: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const script = `#!/bin/sh\n[ "$1" = outlast ] || exit 64\nshift\nexec "${process.execPath}" "${workspace}/bin/outlast.mjs" "$@"\n`;
  writeFileSync(join(bin, "npx"), script);
  chmodSync(join(bin, "npx"), 0o755);
  return bin;
}

async function bash(command: string, cwd: string, env: NodeJS.ProcessEnv, bin: string) {
  const PATH = [bin, env.PATH ?? process.env.PATH].join(delimiter);
  const child = spawn("bash", ["-e", "-c", `exec 2>&1; ${command}`], {
    cwd,
    env: { ...env, PATH },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [log, exitCode] = await Promise.all([
    text(child.stdout),
    new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? 1))),
  ]);
  return { exitCode, log };
}
