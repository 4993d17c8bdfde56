import { appendFileSync, readFileSync } from "node:fs";
import type { Environment } from "../../toolchain";
import { deliveryError } from "../errors";

/** Adds Markdown to the summary of the job; nothing outside of GitHub Actions. */
export function addSummary(markdown: string, env: Environment = process.env): void {
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, `${markdown.trimEnd()}\n\n`);
}

/** Gives later steps of the job a value; nothing outside of GitHub Actions. */
export function setOutput(name: string, value: string, env: Environment = process.env): void {
  if (/[\r\n]/.test(value)) throw new Error(`the output ${name} has more than one line`);
  if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, `${name}=${value}\n`);
}

/** The repository that a workflow runs for. */
export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

/** The event that started the workflow, as far as it is read here. */
export interface WorkflowEvent {
  readonly pull_request?: {
    readonly number?: number;
    readonly base?: { readonly ref?: string };
    readonly head?: { readonly sha?: string };
  };
  readonly issue?: { readonly number?: number; readonly pull_request?: unknown };
}

/** @throws {OutlastError} `GITHUB_ENVIRONMENT` */
export function repositoryOf(env: Environment): Repository {
  const [owner, repo, ...rest] = (env.GITHUB_REPOSITORY ?? "").split("/");
  if (owner && repo && rest.length === 0) return { owner, repo };
  throw deliveryError(
    "GITHUB_ENVIRONMENT",
    `GITHUB_REPOSITORY is "${env.GITHUB_REPOSITORY ?? ""}", not "owner/name"`,
  );
}

/** The number of the pull request that the workflow runs for, if it runs for one. */
export function pullRequestOf(env: Environment): number | undefined {
  if (!env.GITHUB_EVENT_PATH) return undefined;
  const event = readEvent(env.GITHUB_EVENT_PATH);
  return event.pull_request?.number ?? (event.issue?.pull_request ? event.issue.number : undefined);
}

/** Page of the running workflow, for comments that point to it. */
export function runUrl(env: Environment): string | undefined {
  const { GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_SERVER_URL } = env;
  if (!GITHUB_REPOSITORY || !GITHUB_RUN_ID) return undefined;
  return `${GITHUB_SERVER_URL ?? "https://github.com"}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
}

/** @throws {OutlastError} `GITHUB_ENVIRONMENT` */
export function readEvent(path: string): WorkflowEvent {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw deliveryError("GITHUB_ENVIRONMENT", `GITHUB_EVENT_PATH, ${path}, is not a readable JSON file`);
  }
}
