import { calling, type GitHub } from "./client";
import type { Repository } from "./runner";

/** Which plan is looked for. */
export interface WantedPlan {
  readonly repository: Repository;
  /** The commit on the branch that is deployed. */
  readonly commit: string;
  /** File name of the workflow that planned. */
  readonly workflow: string;
  /** Name of the artifact. */
  readonly artifact: string;
}

/** The artifact, and where it comes from; or why there is none. */
export type FoundPlan =
  | { readonly zip: Uint8Array; readonly pullRequest: number; readonly run: string }
  | { readonly missing: string };

/**
 * The artifact of the last run of the planning workflow for the head of the pull request that was merged as `commit`.
 * Only a run for a pull request of this repository itself counts: a fork's run has no credentials, and what
 * it uploads is whatever it likes.
 */
export async function findReviewedPlan(github: GitHub, wanted: WantedPlan): Promise<FoundPlan> {
  const { artifact, commit, repository, workflow } = wanted;
  const { data: pulls } = await calling("looking for the pull request", () =>
    github.rest.repos.listPullRequestsAssociatedWithCommit({ ...repository, commit_sha: commit }),
  );
  const pull = pulls.find(({ merge_commit_sha, merged_at }) => merged_at && merge_commit_sha === commit);
  if (!pull) return { missing: `${commit} is not the merge of a pull request` };
  const fullName = `${repository.owner}/${repository.repo}`;
  if (pull.head.repo?.full_name.toLowerCase() !== fullName.toLowerCase()) {
    return { missing: `#${pull.number} comes from a fork, which is not planned` };
  }
  const { data: runs } = await calling("looking for the run that planned", () =>
    github.rest.actions.listWorkflowRuns({
      ...repository,
      workflow_id: workflow,
      event: "pull_request",
      status: "completed",
      head_sha: pull.head.sha,
      per_page: 100,
    }),
  );
  const run = runs.workflow_runs
    .filter(({ head_repository }) => head_repository?.full_name.toLowerCase() === fullName.toLowerCase())
    .sort((a, b) => b.run_number - a.run_number)[0];
  if (!run) return { missing: `${workflow} did not run for the last commit of #${pull.number}` };
  const { data: list } = await calling("looking for the plan", () =>
    github.rest.actions.listWorkflowRunArtifacts({ ...repository, run_id: run.id, name: artifact }),
  );
  const kept = list.artifacts.find(({ expired, name }) => name === artifact && !expired);
  if (!kept) return { missing: `the run for #${pull.number} kept no plan, or it has expired` };
  const { data } = await calling("bringing the plan", () =>
    github.rest.actions.downloadArtifact({ ...repository, artifact_id: kept.id, archive_format: "zip" }),
  );
  if (!(data instanceof ArrayBuffer)) return { missing: `the plan of #${pull.number} is no archive` };
  return { zip: new Uint8Array(data), pullRequest: pull.number, run: run.html_url };
}
