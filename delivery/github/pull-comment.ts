import { calling, type GitHub } from "./client";
import { isMarked } from "./marked";
import type { Repository } from "./runner";

/** What was done to a comment or an issue. */
export type Done = "created" | "updated" | "unchanged" | "closed";

/** A comment that is there once, whatever the number of runs. */
export interface StandingComment {
  readonly repository: Repository;
  /** Number of the pull request or issue. */
  readonly number: number;
  /** Name in the marker. */
  readonly marker: string;
  /** Login whose comments are ours; the marker in anybody else's is a quotation, and is left alone. */
  readonly author: string;
  readonly body: string;
}

/** Creates the comment, or updates the first of ours and removes the others that a race may have left. */
export async function putComment(
  github: GitHub,
  comment: StandingComment,
): Promise<{ done: Done; url: string }> {
  const { author, body, marker, number, repository } = comment;
  const target = { ...repository, issue_number: number };
  const all = await calling("reading the comments", () =>
    github.paginate(github.rest.issues.listComments, { ...target, per_page: 100 }),
  );
  const [first, ...others] = all.filter(({ body, user }) => user?.login === author && isMarked(body, marker));
  if (first === undefined) {
    const { data } = await calling("creating the comment", () =>
      github.rest.issues.createComment({ ...target, body }),
    );
    return { done: "created", url: data.html_url };
  }
  for (const { id } of others) {
    await calling("removing a second comment", () =>
      github.rest.issues.deleteComment({ ...repository, comment_id: id }),
    );
  }
  if (sameText(first.body, body)) return { done: "unchanged", url: first.html_url };
  const { data } = await calling("updating the comment", () =>
    github.rest.issues.updateComment({ ...repository, comment_id: first.id, body }),
  );
  return { done: "updated", url: data.html_url };
}

/** GitHub stores lines with carriage returns, and trims the end. */
export function sameText(a: string | null | undefined, b: string): boolean {
  const normal = (text: string) => text.replaceAll("\r\n", "\n").trimEnd();
  return normal(a ?? "") === normal(b);
}
