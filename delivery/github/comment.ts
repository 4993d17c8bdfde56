import { existsSync, readFileSync } from "node:fs";
import type { Environment } from "../../toolchain";
import { deliveryError } from "../errors";
import type { GitHub } from "./client";
import { putIssue } from "./drift-issue";
import { markedBody } from "./marked";
import { putComment } from "./pull-comment";
import { pullRequestOf, repositoryOf, runUrl } from "./runner";

export interface CommentOptions {
  /** Name in the hidden marker: one comment or issue for each. */
  readonly marker: string;
  /** Number of the pull request; that of the workflow's event by default. */
  readonly pr?: number;
  /** An issue with this title in place of a comment; it is closed when the file is empty. */
  readonly issue?: string;
  /** Login that the token writes as. */
  readonly author: string;
}

/**
 * Creates or updates the comment of a pull request, or opens, updates or closes an issue, with a file's text, and below it
 * that of each further file that is there. Resolves with what was done.
 */
export async function comment(
  [file, ...more]: readonly [string, ...string[]],
  options: CommentOptions,
  env: Environment,
  github: GitHub,
): Promise<string> {
  const texts = [readBody(file), ...more.filter((one) => existsSync(one)).map(readBody)];
  const repository = repositoryOf(env);
  const { author, issue, marker } = options;
  const body = markedBody(marker, texts, runUrl(env));
  if (issue !== undefined) {
    const isOver = texts.every((text) => text.trim() === "");
    const result = await putIssue(github, {
      repository,
      marker,
      author,
      title: issue,
      body: isOver ? undefined : body,
      gone: `It is gone${runUrl(env) ? `, as ${runUrl(env)} found` : ""}.`,
    });
    return result ? `issue ${result.done}: ${result.url}` : "nothing is wrong, and no issue is open";
  }
  const number = options.pr ?? pullRequestOf(env);
  if (number === undefined) {
    throw deliveryError("COMMENT_NO_PULL_REQUEST", "the workflow runs for no pull request");
  }
  const { done, url } = await putComment(github, { repository, number, marker, author, body });
  return `comment ${done}: ${url}`;
}

function readBody(file: string): string {
  if (existsSync(file)) return readFileSync(file, "utf8");
  throw deliveryError("COMMENT_NO_FILE", `there is no file ${file}`);
}
