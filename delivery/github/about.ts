import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../toolchain";
import { readEvent } from "./runner";

/** Of which pull request a plan is. */
export interface About {
  readonly pullRequest: number;
  /** The branch that it is to be merged into. */
  readonly base: string;
  /** Its last commit. */
  readonly head: string;
}

export const aboutFile = "about.json";

/**
 * Notes for which pull request the workflow plans. GitHub does not say so of a run any more once the pull request is
 * merged, and one commit can be the head of several.
 */
export function writeAbout(folder: string, env: Environment): void {
  const pull = env.GITHUB_EVENT_PATH ? readEvent(env.GITHUB_EVENT_PATH).pull_request : undefined;
  if (!pull) return;
  const about = { pullRequest: pull.number, base: pull.base?.ref, head: pull.head?.sha };
  writeFileSync(join(folder, aboutFile), `${JSON.stringify(about)}\n`);
}

/** What a text says of it; parts that are none are absent. */
export function readAbout(text: string): Partial<About> {
  try {
    const value: unknown = JSON.parse(text);
    const { base, head, pullRequest } = (typeof value === "object" && value !== null ? value : {}) as Partial<
      Record<keyof About, unknown>
    >;
    return {
      ...(typeof pullRequest === "number" && { pullRequest }),
      ...(typeof base === "string" && { base }),
      ...(typeof head === "string" && { head }),
    };
  } catch {
    return {};
  }
}

/** What `fetch-plan` leaves beside the evidence for the apply: whose it is, or why there is none. */
export interface Brought {
  readonly said: string;
}

const broughtFile = "brought.json";

export function writeBrought(folder: string, brought: Brought): void {
  writeFileSync(join(folder, broughtFile), `${JSON.stringify(brought)}\n`);
}

/** Undefined where nothing was fetched, as on a laptop. */
export function readBrought(folder: string): Brought | undefined {
  const path = join(folder, broughtFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}
