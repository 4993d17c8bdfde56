import { calling, type GitHub } from "./client";
import { isMarked } from "./marked";
import { type Done, sameText } from "./pull-comment";
import type { Repository } from "./runner";

/** An issue that is open for as long as something is wrong. */
export interface StandingIssue {
  readonly repository: Repository;
  readonly marker: string;
  readonly author: string;
  readonly title: string;
  /** What is wrong; undefined when it is gone. */
  readonly body: string | undefined;
  /** Said in the issue when it is closed. */
  readonly gone: string;
}

/** Opens the issue, updates the open one, or closes every open one; undefined if there is nothing to do. */
export async function putIssue(
  github: GitHub,
  issue: StandingIssue,
): Promise<{ done: Done; url: string } | undefined> {
  const [first, ...others] = await openIssues(github, issue);
  for (const other of others) await close(github, issue, other.number, `The same as #${first?.number}.`);
  const { body, repository, title } = issue;
  if (body === undefined) {
    if (first === undefined) return undefined;
    await close(github, issue, first.number, issue.gone);
    return { done: "closed", url: first.html_url };
  }
  if (first === undefined) {
    const { data } = await calling("opening the issue", () =>
      github.rest.issues.create({ ...repository, title, body }),
    );
    return { done: "created", url: data.html_url };
  }
  if (sameText(first.body, body)) return { done: "unchanged", url: first.html_url };
  await calling("updating the issue", () =>
    github.rest.issues.update({ ...repository, issue_number: first.number, title, body }),
  );
  return { done: "updated", url: first.html_url };
}

/** Our open issues, the oldest first. The API lists pull requests among issues. */
async function openIssues(github: GitHub, { author, marker, repository }: StandingIssue) {
  const all = await calling("reading the issues", () =>
    github.paginate(github.rest.issues.listForRepo, {
      ...repository,
      state: "open",
      creator: author,
      sort: "created",
      direction: "asc",
      per_page: 100,
    }),
  );
  return all.filter(
    ({ body, pull_request, user }) => !pull_request && user?.login === author && isMarked(body, marker),
  );
}

async function close(
  github: GitHub,
  { repository }: StandingIssue,
  number: number,
  why: string,
): Promise<void> {
  const target = { ...repository, issue_number: number };
  await calling("saying why the issue is closed", () =>
    github.rest.issues.createComment({ ...target, body: why }),
  );
  await calling("closing the issue", () =>
    github.rest.issues.update({ ...target, state: "closed", state_reason: "completed" }),
  );
}
