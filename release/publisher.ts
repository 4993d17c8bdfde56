import { execFile } from "node:child_process";
import { hostname, userInfo } from "node:os";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Who publishes, as records and locks name it: "user@machine". */
export function publisher(): string {
  return `${userName()}@${hostname()}`;
}

/** Containers run as numbers that no user has. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}

/** The commit that is checked out, or that a workflow runs for; none outside of a repository. */
export async function gitCommit(): Promise<string | undefined> {
  try {
    return (await run("git", ["rev-parse", "HEAD"])).stdout.trim();
  } catch {
    return process.env.GITHUB_SHA || undefined;
  }
}
