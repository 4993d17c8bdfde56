import { createInterface } from "node:readline/promises";
import { CliError } from "../../errors/outlast-error";

/**
 * Asks before something that cannot be taken back.
 *
 * @param answer what has to be typed
 * @throws {CliError} `NOT_CONFIRMED` where nobody can be asked, or the answer is another one
 */
export async function confirm(question: string, answer: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new CliError("NOT_CONFIRMED", `${question} Nobody is there to ask.`, "Give --yes.");
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const given = await terminal.question(`${question} Type "${answer}" to go on: `);
    if (given.trim() === answer) return;
  } finally {
    terminal.close();
  }
  throw new CliError("NOT_CONFIRMED", "nothing was changed", `Answer "${answer}", or give --yes.`);
}
