import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { unbroken } from "../../../cli/terminal/unbroken";

describe("the switch, while it is thrown", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"])(
    "ends in its own words whatever %s comes meanwhile",
    async (signal) => {
      const source = new EventEmitter();
      const said: string[] = [];
      const throwing = unbroken(source, (text) => said.push(text))(async () => {
        source.emit(signal);
        await Promise.resolve();
        source.emit(signal);
        return "thrown";
      });
      expect(await throwing).toBe("thrown");
      const follows = "it has begun, and ends within seconds: what became of it follows";
      expect(said).toEqual([follows, follows]);
      expect(source.listenerCount(signal)).toBe(0);
    },
  );

  it("leaves signals to the program again, though it failed", async () => {
    const source = new EventEmitter();
    const failing = unbroken(source, () => {})(() => Promise.reject(new Error("refused")));
    await expect(failing).rejects.toThrow("refused");
    expect(source.eventNames()).toEqual([]);
  });
});
