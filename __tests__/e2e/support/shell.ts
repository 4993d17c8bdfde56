import { join } from "node:path";
import { startLeashed } from "../../../toolchain";

/** What a program has said so far, and how it ends. */
export interface Running {
  readonly said: () => string;
  /** Sends it SIGINT, as Ctrl-C does. */
  interrupt(): void;
  /** Resolves with the first match, once the program has said it; rejects when it ends without. */
  says(what: RegExp): Promise<RegExpExecArray>;
  /** Exit code, and everything that it said. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly said: string }>;
}

/** A person's shell in a folder, with variables of its own. */
export class Shell {
  constructor(
    readonly folder: string,
    readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Starts `npx outlast ...` of the checkout in this folder. */
  outlast(...args: string[]): Running {
    return this.start(process.execPath, [join(this.folder, "bin/outlast.mjs"), ...args]);
  }

  /** Runs a line as it is printed for a person to copy. */
  line(text: string): Running {
    return this.start("sh", ["-c", text]);
  }

  private start(command: string, args: readonly string[]): Running {
    const { process: child, letGo: interrupt } = startLeashed(command, args, {
      cwd: this.folder,
      env: this.env,
      graceMs: 10_000,
      output: "pipe",
    });
    let said = "";
    const listeners = new Set<() => void>();
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        said += chunk;
        for (const listener of listeners) listener();
      });
    const ended = new Promise<{ exitCode: number | null; said: string }>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exitCode) => resolve({ exitCode, said }));
    });
    const says = (what: RegExp) =>
      new Promise<RegExpExecArray>((resolve, reject) => {
        const look = () => {
          const match = what.exec(said);
          if (match) {
            listeners.delete(look);
            resolve(match);
          }
        };
        listeners.add(look);
        look();
        void ended.then(({ exitCode }) =>
          reject(new Error(`ended with ${exitCode} before ${what}:\n${said}`)),
        );
      });
    return { said: () => said, interrupt, says, ended };
  }
}
