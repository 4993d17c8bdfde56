import { describe, expect, it } from "vitest";
import type { Origin } from "../../../../rehearsal/edge/index";
import { type Act, behavior, ScriptedEdge, s3Origin } from "../harness";

const configure = (over: Partial<Origin>) => ({
  origins: [s3Origin("primary", over), s3Origin("secondary", over)],
});
const tuned = { connectionAttempts: 1, connectionTimeout: 3, readTimeout: 5 };

/** Seconds on the clock until the viewer has an answer, and from whom. */
async function measure(script: Record<string, Act>, over: Partial<Origin> = {}) {
  const { took, status, trace } = await new ScriptedEdge(script, configure(over)).get();
  return { took, status, origins: trace.origins.map(({ duration }) => duration / 1000) };
}

describe("delay of a failing primary", () => {
  it("an HTTP error costs one round trip", async () => {
    expect(await measure({ primary: { status: 503, delay: 40 } })).toEqual({
      took: 0.04,
      status: 200,
      origins: [0.04, 0],
    });
  });

  it("a black hole costs 3 attempts of 10 s by default", async () => {
    expect(await measure({ primary: "blackhole" })).toEqual({ took: 30, status: 200, origins: [30, 0] });
  });

  it("a black hole costs 2 s with one attempt of 2 s", async () => {
    const over = { connectionAttempts: 1, connectionTimeout: 2 };
    expect(await measure({ primary: "blackhole" }, over)).toEqual({ took: 2, status: 200, origins: [2, 0] });
  });

  it("a hang costs 3 attempts of 30 s by default", async () => {
    expect(await measure({ primary: "hang" })).toEqual({ took: 90, status: 200, origins: [90, 0] });
  });

  it("a hang costs 30 s with one attempt, and 5 s with a read timeout of 5", async () => {
    expect((await measure({ primary: "hang" }, { connectionAttempts: 1 })).took).toBe(30);
    expect((await measure({ primary: "hang" }, { connectionAttempts: 1, readTimeout: 5 })).took).toBe(5);
  });

  it("both hanging cost the sum: 180 s by default", async () => {
    const both = await measure({ primary: "hang", secondary: "hang" });
    expect(both).toEqual({ took: 180, status: 504, origins: [90, 90] });
  });

  it("two black holes cost 60 s by default", async () => {
    expect((await measure({ primary: "blackhole", secondary: "blackhole" })).took).toBe(60);
  });

  it("tuned origins answer within 16 s whatever fails", async () => {
    for (const primary of ["hang", "blackhole"] as const) {
      for (const secondary of ["hang", "blackhole"] as const) {
        const { took, status } = await measure({ primary, secondary }, tuned);
        expect(took).toBe((primary === "hang" ? 5 : 3) + (secondary === "hang" ? 5 : 3));
        expect(status).toBe(504);
      }
    }
  });

  it("every miss pays the delay again", async () => {
    const rehearsal = new ScriptedEdge({ primary: "hang" }, configure(tuned));
    expect((await rehearsal.get("/a")).took).toBe(5);
    expect((await rehearsal.get("/b")).took).toBe(5);
  });
});

describe("connection attempts", () => {
  it("a later attempt that succeeds is the answer", async () => {
    const rehearsal = new ScriptedEdge({ primary: ["blackhole", "blackhole", 200] });
    const answer = await rehearsal.get();
    expect([answer.body, answer.took]).toEqual(["from primary", 20]);
    expect(answer.trace.origins.length).toBe(1);
  });

  it("a status is not tried again", async () => {
    const rehearsal = new ScriptedEdge({ primary: [503, 200] });
    expect((await rehearsal.get()).body).toBe("from secondary");
  });

  it("methods other than GET and HEAD are dropped after one response timeout", async () => {
    const allowedMethods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];
    const rehearsal = new ScriptedEdge(
      { primary: "hang" },
      { defaultCacheBehavior: behavior({ allowedMethods, targetOriginId: "primary" }) },
    );
    for (const method of ["OPTIONS", "PUT", "POST", "PATCH", "DELETE"]) {
      const answer = await rehearsal.get("/page", { method });
      expect([method, answer.took, answer.status]).toEqual([method, 30, 504]);
    }
    expect((await rehearsal.get("/page", { method: "HEAD" })).took).toBe(90);
  });
});

describe("response completion timeout", () => {
  it("caps all attempts of one origin, then fails over when 504 is listed", async () => {
    const result = await measure({ primary: "hang" }, { responseCompletionTimeout: 40 });
    expect(result).toEqual({ took: 40, status: 200, origins: [40, 0] });
  });

  it("ends in 504 without failover, by the reading", async () => {
    const rehearsal = new ScriptedEdge({ primary: "hang" }, configure({ responseCompletionTimeout: 40 }), {
      readings: { completionTimeoutFailsOver: false },
    });
    const answer = await rehearsal.get();
    expect([answer.status, answer.took]).toEqual([504, 40]);
  });

  it("does not delay an answer in time, and makes no attempt once it is over", async () => {
    const inTime = new ScriptedEdge(
      { primary: { delay: 1000 } },
      configure({ responseCompletionTimeout: 40 }),
    );
    expect((await inTime.get()).took).toBe(1);
    const late = new ScriptedEdge({ primary: "hang" }, configure({ responseCompletionTimeout: 40 }));
    await late.get();
    await late.clock.runUntilIdle();
    expect(late.origins.ids).toEqual(["primary", "primary", "secondary"]);
  });
});
