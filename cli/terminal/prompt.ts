import { createInterface } from "node:readline";

/** Asks for a line; calls back with it, or with undefined where the person gave up. */
export type Prompt = (question: string, then: (answer: string | undefined) => void) => void;

/** Asks on the terminal whose keys are taken: Ctrl-C and Ctrl-D give up the question alone. */
export const askOnTerminal: Prompt = (question, then) => {
  const { stdin, stdout } = process;
  const line = createInterface({ input: stdin, output: stdout });
  let answer: string | undefined;
  // However the line ends: readline leaves a terminal that gives no single keys any more.
  line.once("close", () => {
    if (answer === undefined) stdout.write("\n");
    stdin.setRawMode?.(true);
    stdin.resume();
    then(answer);
  });
  line.question(question, (given) => {
    answer = given.trim();
    line.close();
  });
};
