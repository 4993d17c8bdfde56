import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { outliveReaders } from "../../../cli/output/broken-pipe";

class Program extends EventEmitter {
  readonly stdout = new EventEmitter();
  readonly stderr = new EventEmitter();
  exitCode: number | undefined = 0;
}

function exitCodeAfter(stream: "stdout" | "stderr", code: string): number | undefined {
  const program = new Program();
  outliveReaders(program);
  program[stream].emit("error", Object.assign(new Error(code), { code }));
  program.emit("exit");
  return program.exitCode;
}

describe("a program whose output cannot be written", () => {
  it.each(["EPIPE", "EIO"])("goes on, and ends as it would have, when its reader is gone: %s", (code) => {
    expect([exitCodeAfter("stdout", code), exitCodeAfter("stderr", code)]).toEqual([0, 0]);
  });

  it("ends with 3 when there is no room", () => {
    expect(exitCodeAfter("stdout", "ENOSPC")).toBe(3);
  });
});
