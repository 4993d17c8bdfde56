import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { endSignal } from "../../../cli/terminal/end-signal";
import { sameCtrlC } from "../../../cli/terminal/interruption";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the signal that ends a session", () => {
  it.each(["SIGINT", "SIGTERM"])(
    "is the first %s, and the one that npm passes on is no other",
    async (signal) => {
      const source = new EventEmitter();
      const end = endSignal(source);
      source.emit(signal);
      await end;
      vi.advanceTimersByTime(sameCtrlC - 1);
      // A signal that somebody takes does not end the process.
      expect(source.emit(signal)).toBe(true);
    },
  );

  it("is followed by signals that end the process at once", async () => {
    const source = new EventEmitter();
    const end = endSignal(source);
    source.emit("SIGINT");
    await end;
    vi.advanceTimersByTime(sameCtrlC);
    expect([source.emit("SIGINT"), source.emit("SIGTERM")]).toEqual([false, false]);
  });
});
