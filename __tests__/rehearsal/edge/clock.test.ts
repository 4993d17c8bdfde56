import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SystemClock, VirtualClock } from "../../../rehearsal/edge/clock";

describe("VirtualClock", () => {
  it("wakes sleepers by time, then in the order in which they fell asleep", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 60 }), async (naps) => {
        const clock = new VirtualClock(0);
        const woken: [number, number][] = [];
        naps.forEach((ms, index) => {
          void clock.sleep(ms).then(() => woken.push([clock.now(), index]));
        });
        await clock.runUntilIdle();
        const order = naps.map((ms, index): [number, number] => [ms, index]);
        expect(woken).toEqual(order.sort(([a, i], [b, j]) => a - b || i - j));
      }),
    );
  });

  it("finishes all that a sleeper set off before it wakes the next one", async () => {
    const clock = new VirtualClock(0);
    const log: string[] = [];
    const visitor = async (name: string) => {
      await clock.sleep(1);
      for (let i = 0; i < 5; i++) await Promise.resolve();
      log.push(`${name} done`);
    };
    await clock.run(Promise.all([visitor("a"), clock.sleep(1).then(() => log.push("b woke"))]));
    expect(log).toEqual(["a done", "b woke"]);
  });

  it("advance stops at its time and leaves later sleepers asleep", async () => {
    const clock = new VirtualClock(0);
    let woken = 0;
    void clock.sleep(10).then(() => woken++);
    void clock.sleep(11).then(() => woken++);
    await clock.advance(10);
    expect([woken, clock.now(), clock.sleepers]).toEqual([1, 10, 1]);
  });

  it("run gives the work's result or error, and no more time passes than it takes", async () => {
    const clock = new VirtualClock(0);
    void clock.sleep(100);
    expect(await clock.run(clock.sleep(5).then(() => "done"))).toBe("done");
    expect(clock.now()).toBe(5);
    await expect(clock.run(Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  });

  it("run refuses to wait for what time does not bring about", async () => {
    await expect(new VirtualClock().run(new Promise(() => {}))).rejects.toThrow("nobody sleeps");
  });

  it("an aborted sleep rejects with the reason and is forgotten", async () => {
    const clock = new VirtualClock(0);
    const visitors = Array.from({ length: 5000 }, () => new AbortController());
    const settled = Promise.allSettled(visitors.map(({ signal }) => clock.sleep(10, signal)));
    for (const visitor of visitors) visitor.abort("enough");
    expect((await settled).every((nap) => nap.status === "rejected" && nap.reason === "enough")).toBe(true);
    await expect(clock.sleep(1, AbortSignal.abort("late"))).rejects.toBe("late");
    expect(clock.sleepers).toBe(0);
    await clock.runUntilIdle();
    expect(clock.now()).toBe(0);
  });

  it("stands still while real work is held", async () => {
    const clock = new VirtualClock(0);
    const work = clock.hold(
      new Promise<number>((resolve) => setImmediate(() => setImmediate(() => resolve(clock.now())))),
    );
    const nap = clock.sleep(5);
    await clock.run(Promise.all([work, nap]));
    expect(await work).toBe(0);
  });

  it("carries tens of thousands of sleepers", async () => {
    const clock = new VirtualClock(0);
    let woken = 0;
    for (let i = 0; i < 20_000; i++) void clock.sleep((i * 7919) % 100_000).then(() => woken++);
    await clock.runUntilIdle();
    expect(woken).toBe(20_000);
  });
});

describe("SystemClock", () => {
  it("is the machine's time, and its sleep can be aborted", async () => {
    const clock = new SystemClock();
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000);
    await clock.sleep(0);
    const gone = new AbortController();
    const nap = clock.sleep(60_000, gone.signal);
    gone.abort("enough");
    await expect(nap).rejects.toBe("enough");
  });
});
