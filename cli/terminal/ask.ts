import { createInterface } from "node:readline/promises";
import type { Ports } from "../../delivery/ports";
import { cliError } from "../errors";

/**
 * What a delivery tells and asks, on this terminal.
 *
 * @param yes ask nothing
 */
export function terminalPorts({ yes = false }: { readonly yes?: boolean } = {}): Ports {
  return {
    say: (text) => console.log(text),
    note: (text) => console.error(text),
    confirm: (question, answer) => (yes ? Promise.resolve() : confirm(question, answer)),
  };
}

/**
 * For verbs that will ask, once they know who they are: where nobody can be asked, it is said before anything is done.
 * @throws {OutlastError} `NOT_CONFIRMED`
 */
export function refuseUnattended({ yes }: { readonly yes: boolean }): void {
  if (yes || process.stdin.isTTY) return;
  throw cliError(
    "NOT_CONFIRMED",
    "this verb asks before it changes anything, and nobody is there to ask",
    "Give --yes.",
  );
}

/**
 * The same for verbs of which nobody has looked at the credentials: whoever has none hears of these first, and would come
 * again with --yes otherwise.
 * @throws {OutlastError} `NOT_CONFIRMED`, and what is wrong with the credentials
 */
export async function refuseUnattendedStranger(confirming: { readonly yes: boolean }): Promise<void> {
  if (confirming.yes || process.stdin.isTTY) return;
  const { identifyCaller } = await import("../../operations/caller");
  await identifyCaller(process.env.AWS_REGION ?? "us-west-2");
  refuseUnattended(confirming);
}

/**
 * Asks before something that cannot be taken back.
 *
 * @param answer what has to be typed
 * @throws {OutlastError} `NOT_CONFIRMED` where nobody can be asked, or the answer is another one
 */
async function confirm(question: string, answer: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw cliError("NOT_CONFIRMED", `${question} Nobody is there to ask.`, "Give --yes.");
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const given = await terminal.question(`${question} Type "${answer}" to go on: `);
    if (given.trim() === answer) return;
  } finally {
    terminal.close();
  }
  throw cliError("NOT_CONFIRMED", "nothing was changed", `Answer "${answer}", or give --yes.`);
}
