import { strFromU8 } from "fflate";
import { aboutFile, readAbout } from "./about";
import { type Evidence, refuseLarge, unpackEvidence } from "./artifact";
import { calling, type GitHub } from "./client";
import type { Repository } from "./runner";

/** Which plan is looked for. */
export interface WantedPlan {
  readonly repository: Repository;
  /** The commit on the branch that is deployed. */
  readonly commit: string;
  /** That branch. */
  readonly branch: string;
  /** File name of the workflow that planned. */
  readonly workflow: string;
  /** Name of the artifact. */
  readonly artifact: string;
}

/** The evidence, and where it comes from; or why there is none. */
export type FoundPlan =
  | { readonly evidence: Evidence; readonly pullRequest: number; readonly run: string }
  | { readonly missing: string };

/**
 * The artifact of the last run that planned the pull request which was merged into the branch as `commit`. Only a run
 * counts that succeeded, of the workflow's own file, for that pull request of this repository, at its last commit: a
 * fork's run has no credentials, and what it uploads is whatever it likes; another pull request with the same commit
 * may be for another branch, and one whose commits came along with another's counts as merged though nobody approved it.
 * GitHub leaves out of a run which pull request it was for once that is merged, so the
 * artifact says it: whoever lies there, or in the plan, brings a plan that the apply's own will not be like.
 */
export async function findReviewedPlan(github: GitHub, wanted: WantedPlan): Promise<FoundPlan> {
  const { branch, commit, repository, workflow } = wanted;
  const { data: pulls } = await calling("looking for the pull request", () =>
    github.rest.repos.listPullRequestsAssociatedWithCommit({
      ...repository,
      commit_sha: commit,
      per_page: 100,
    }),
  );
  const merged = pulls.filter((pull) => pull.merged_at && pull.merge_commit_sha === commit);
  const [pull, ...along] = merged.filter(({ base }) => base.ref === branch && isOf(base.repo, repository));
  if (pull && along.length > 0) {
    const numbers = [pull, ...along].map(({ number }) => `#${number}`).join(" and ");
    return { missing: `${commit} is the merge of ${numbers}, and which one was reviewed cannot be told` };
  }
  if (!pull) {
    const [other] = merged;
    return {
      missing: other
        ? `${commit} is the merge of #${other.number} into ${other.base.ref}, not into ${branch}`
        : `${commit} is not the merge of a pull request`,
    };
  }
  if (!isOf(pull.head.repo, repository)) {
    return { missing: `#${pull.number} comes from a fork, which is not planned` };
  }
  const { data: list } = await calling("looking for the run that planned", () =>
    github.rest.actions.listWorkflowRuns({
      ...repository,
      workflow_id: workflow,
      event: "pull_request",
      status: "success",
      head_sha: pull.head.sha,
      per_page: 100,
    }),
  );
  const runs = list.workflow_runs
    .filter((run) => counts(run, pull, wanted))
    .sort((a, b) => b.run_number - a.run_number);
  for (const run of runs) {
    const found = await evidenceOf(github, run, wanted);
    const about = readAbout(strFromU8(found?.[aboutFile] ?? new Uint8Array()));
    const isIts = about.pullRequest === pull.number && about.base === branch && about.head === pull.head.sha;
    if (found && isIts) return { evidence: found, pullRequest: pull.number, run: run.html_url };
  }
  const [last] = runs;
  return {
    missing: last
      ? `no run for #${pull.number} kept a plan of it, or it has expired`
      : `no run of ${workflow} for the last commit of #${pull.number} succeeded`,
  };
}

interface Run {
  readonly id: number;
  readonly event: string;
  readonly conclusion: string | null;
  readonly path: string;
  readonly head_sha: string;
  readonly head_branch: string | null;
  readonly head_repository?: Named | null;
}

interface Named {
  readonly full_name: string;
}

/** Whether a run can be of the pull request: what was asked of GitHub is looked at again. */
function counts(
  run: Run,
  pull: { head: { sha: string; ref: string } },
  { repository, workflow }: WantedPlan,
): boolean {
  // GitHub writes the path with the ref that it was read at in some answers: ".github/workflows/plan.yml@refs/pull/7/merge".
  const [path] = run.path.split("@", 1);
  return (
    run.event === "pull_request" &&
    run.conclusion === "success" &&
    path === `.github/workflows/${workflow}` &&
    run.head_sha === pull.head.sha &&
    run.head_branch === pull.head.ref &&
    isOf(run.head_repository, repository)
  );
}

function isOf(one: Named | null | undefined, { owner, repo }: Repository): boolean {
  return one?.full_name.toLowerCase() === `${owner}/${repo}`.toLowerCase();
}

/** @throws {OutlastError} `PLAN_ARTIFACT_UNSAFE` */
async function evidenceOf(
  github: GitHub,
  { id }: Run,
  { artifact, repository }: WantedPlan,
): Promise<Evidence | undefined> {
  const { data: list } = await calling("looking for the plan", () =>
    github.rest.actions.listWorkflowRunArtifacts({
      ...repository,
      run_id: id,
      name: artifact,
      per_page: 100,
    }),
  );
  // Each attempt of a run may have kept one: the last has the highest id, in whatever order they are listed.
  const [kept] = list.artifacts
    .filter(({ expired, name }) => name === artifact && !expired)
    .sort((a, b) => b.id - a.id);
  if (!kept) return undefined;
  refuseLarge(kept.size_in_bytes);
  const { data } = await calling("bringing the plan", () =>
    github.rest.actions.downloadArtifact({ ...repository, artifact_id: kept.id, archive_format: "zip" }),
  );
  return data instanceof ArrayBuffer ? unpackEvidence(new Uint8Array(data)) : undefined;
}
