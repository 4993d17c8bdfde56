import { join } from "node:path";
import { connect } from "../../../delivery/github/client";
import { fetchPlan } from "../../../delivery/github/fetch-plan";
import type { GitHubServer, MergedPull } from "./github-server";
import { unspaced } from "./unspaced";

/** What an artifact says of itself that belongs to {@link mergedPull}. */
export const aboutPull = { pullRequest: 7, base: "main", head: "beef" };

/** A pull request whose merge is deployed, and whose run kept this artifact. */
export function mergedPull(zip: Uint8Array): MergedPull {
  return {
    number: aboutPull.pullRequest,
    commit: "c0ffee",
    headSha: aboutPull.head,
    headRepository: "acme/docs",
    artifact: { zip },
  };
}

/** Fetches what was reviewed of the merge into `plan` in a folder, as the job of a deployment does, from these pull requests. */
export function fetchReviewed(
  server: GitHubServer,
  folder: string,
  pulls: readonly MergedPull[],
): Promise<string> {
  server.pulls.push(...pulls);
  const env = {
    GITHUB_API_URL: server.url,
    GITHUB_TOKEN: "t",
    GITHUB_REPOSITORY: "acme/docs",
    GITHUB_SHA: "c0ffee",
  };
  const github = connect(env, () => {}, { retries: 0, unitMs: 1, longestWait: 1, spacing: unspaced });
  const options = { out: join(folder, "plan"), workflow: "plan.yml", artifact: "plan", branch: "main" };
  return fetchPlan(options, env, github);
}
