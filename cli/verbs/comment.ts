import { type Command, InvalidArgumentError } from "commander";
import type { CommentOptions } from "../../delivery/github/comment";
import { count, json } from "../options/arguments";
import { telling } from "../output/telling";

/** Adds `comment`. */
export function addCommentVerb(program: Command): void {
  program
    .command("comment <file> [more...]")
    .description(
      "keep one comment on a pull request, or one open issue, that says what a file says, and any more that are there",
    )
    .option("--marker <name>", "one comment or issue for each name", marker, "plan")
    .option("--pr <number>", "the pull request; that of the workflow's event by default", count)
    .option("--issue <title>", "an issue in place of a comment; an empty file closes it")
    .option("--author <login>", "who the token writes as", "github-actions[bot]")
    .addOption(json())
    .action(
      (file: string, more: string[], { json, ...options }: CommentOptions & { readonly json: boolean }) =>
        telling({ json }, async ({ note, say }) => {
          const [{ comment }, { connect }] = await Promise.all([
            import("../../delivery/github/comment"),
            import("../../delivery/github/client"),
          ]);
          say(await comment([file, ...more], options, process.env, connect(process.env, note)));
        }),
    );
}

function marker(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,60}$/.test(text)) return text;
  throw new InvalidArgumentError("expected lower-case letters, digits and hyphens.");
}
