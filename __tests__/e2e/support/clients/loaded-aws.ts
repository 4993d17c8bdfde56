import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** How a command has ended, and what it said. */
export interface AwsSaid {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LoadedAws {
  /** Whether the AWS CLI is a package of Python's here, as its first version is. */
  readonly isThere: Promise<boolean>;
  run(...words: string[]): Promise<AwsSaid>;
  close(): void;
}

/** The AWS CLI, loaded once for many commands: sixteen take a third of the time. */
export function loadedAws(env: NodeJS.ProcessEnv): LoadedAws {
  const child = spawn("python3", [join(import.meta.dirname, "with_aws.py")], {
    ...{ env, stdio: ["pipe", "pipe", "ignore"] },
  });
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    isThere: said.next().then(({ done }) => done !== true),
    async run(...words) {
      child.stdin.write(`${JSON.stringify(words)}\n`);
      return JSON.parse((await said.next()).value ?? "{}");
    },
    close: () => void child.stdin.end(),
  };
}
