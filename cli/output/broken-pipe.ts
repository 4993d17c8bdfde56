import { exitCodes } from "../../errors/exit-codes";

/** The part of `process` that is needed. */
interface Outputs {
  readonly stdout: NodeJS.EventEmitter;
  readonly stderr: NodeJS.EventEmitter;
  once(event: "exit", listener: () => void): unknown;
  exitCode?: number | string | null | undefined;
}

/**
 * Goes on when whoever read the output is gone: `outlast release | head` must not end a release in the middle, and with
 * its lock held. What cannot be written for another reason, to a full disk for instance, shows in the exit code.
 */
export function outliveReaders(program: Outputs): void {
  for (const stream of [program.stdout, program.stderr])
    stream.on("error", ({ code }: NodeJS.ErrnoException) => {
      if (code === "EPIPE" || code === "EIO") return;
      program.once("exit", () => {
        program.exitCode = exitCodes.toolFailed;
      });
    });
}
