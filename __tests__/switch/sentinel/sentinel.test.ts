import { describe, expect, it } from "vitest";
import { begin, failing, minute, settings, unseen, Watched, well } from "./support";

const down = { primary: failing, replica: well() };
const up = { primary: well(), replica: well() };
const last = (watched: Watched) => watched.reports.at(-1)?.reason;

describe("the sentinel", () => {
  it("evacuates within a run when the primary has failed so many times in a row, and tells a person", async () => {
    const watched = new Watched();
    await watched.minutes(2);
    watched.world = down;
    expect(await watched.minutes(1)).toEqual(["evacuate"]);
    expect(watched.state.side).toBe("replica");
    expect(watched.state.audit[0]).toMatchObject({ by: "sentinel", side: "replica" });
    expect(last(watched)).toBe("the primary answers 503 to CloudFront, 3 times in a row");
    expect(watched.messages.map(({ decision }) => decision)).toEqual(["evacuate"]);
  });

  it("does nothing of fewer failures than that", async () => {
    const watched = new Watched();
    let looks = 0;
    Object.defineProperty(watched, "world", { get: () => (looks++ < settings.failures - 1 ? down : up) });
    expect(await watched.minutes(3)).toEqual([]);
    expect(watched.state.side).toBe("primary");
  });

  it("does not read the switch while all is well, but once: each call of its API costs money", async () => {
    const watched = new Watched();
    await watched.minutes(5 * 60);
    expect(watched.reads).toBe(1);
  });

  it("comes back when the primary has been well long enough and both regions hold one release", async () => {
    const watched = new Watched();
    watched.world = down;
    await watched.minutes(1);
    watched.world = { primary: well("r1"), replica: well("r2") };
    expect(await watched.minutes(30)).toEqual([]);
    expect(last(watched)).toMatch(/it holds release r1, and the replica r2/);
    watched.world = { primary: well("r2"), replica: well("r2") };
    expect(await watched.minutes(1)).toEqual(["return"]);
    expect(watched.state).toMatchObject({ side: "primary", audit: [{ by: "sentinel" }, {}] });
  });

  it("waits for the whole time in which the primary has to be well", async () => {
    const watched = new Watched();
    watched.world = down;
    await watched.minutes(1);
    watched.world = up;
    expect(await watched.minutes(15)).toEqual([]);
    watched.world = down;
    await watched.minutes(1);
    watched.world = up;
    expect(await watched.minutes(15)).toEqual([]);
    expect(await watched.minutes(1)).toEqual(["return"]);
  });

  it("takes no time in which nobody looked for time in which the primary was well", async () => {
    const watched = new Watched();
    watched.world = down;
    await watched.minutes(1);
    watched.world = up;
    await watched.minutes(2);
    watched.now += 20 * minute;
    expect(await watched.minutes(15)).toEqual([]);
    expect(await watched.minutes(1)).toEqual(["return"]);
  });

  it("comes back by what it wrote, in a process that knows nothing of it", async () => {
    const watched = new Watched();
    watched.world = down;
    await watched.minutes(1);
    watched.world = up;
    watched.sentinel = watched.start();
    expect(await watched.minutes(16)).toEqual(["return"]);
  });

  it("never takes a person's evacuation back, nor one that somebody wrote by hand", async () => {
    const watched = new Watched();
    watched.person("replica");
    expect(await watched.minutes(120)).toEqual([]);
    watched.state = { side: "replica", audit: [] };
    watched.sentinel = watched.start();
    expect(await watched.minutes(120)).toEqual([]);
    expect(last(watched)).toMatch(/somebody holds the replica until thrown/);
  });

  it("takes a person's evacuation back where the person has said until when", async () => {
    const watched = new Watched();
    watched.person("replica", { hold: new Date(begin + 60 * minute).toISOString() });
    expect(await watched.minutes(60)).toEqual([]);
    expect(await watched.minutes(12)).toEqual(["return"]);
  });

  it("leaves the primary alone as long as a person holds it", async () => {
    const watched = new Watched();
    watched.person("primary", { hold: new Date(begin + 30 * minute).toISOString() });
    watched.world = down;
    expect(await watched.minutes(30)).toEqual([]);
    expect(last(watched)).toMatch(/holds the primary until 2026-11-29T00:30:00.000Z: a person/);
    expect(watched.messages.length).toBeGreaterThan(20);
    expect(await watched.minutes(12)).toEqual(["evacuate"]);
  });

  it("takes a hold that is no time for one without an end", async () => {
    const watched = new Watched();
    watched.person("primary", { hold: "for ever" });
    watched.world = down;
    expect(await watched.minutes(60)).toEqual([]);
  });

  it("evacuates again after a person's plain return", async () => {
    const watched = new Watched();
    watched.person("primary");
    watched.world = down;
    expect(await watched.minutes(1)).toEqual(["evacuate"]);
  });

  it("does nothing while it is off, and knows what it threw when it is on again", async () => {
    const watched = new Watched();
    watched.world = down;
    await watched.minutes(1);
    watched.person("replica", { order: true, sentinel: "off" });
    watched.world = up;
    expect(await watched.minutes(60)).toEqual([]);
    watched.person("replica", { order: true, sentinel: "on" });
    expect(await watched.minutes(11)).toEqual(["return"]);
  });

  it("says who has switched it off, whoever has thrown the switch since", async () => {
    const watched = new Watched();
    watched.person("primary", { order: true, sentinel: "off", by: "ann", reason: "a game day" });
    watched.person("replica", { by: "ben" });
    watched.person("primary", { by: "ben" });
    watched.world = down;
    await watched.minutes(2);
    expect(last(watched)).toMatch(/; the sentinel is off, by ann: a game day$/);
  });

  it("reads the switch again where a clock that was ahead has read it, and does not wait for that time", async () => {
    const watched = new Watched();
    watched.person("replica");
    const now = watched.now;
    watched.now += 24 * 60 * minute;
    watched.world = down;
    await watched.minutes(2);
    watched.now = now + minute;
    watched.person("primary");
    expect(await watched.minutes(2)).toEqual(["evacuate"]);
  });

  it("stays off through a person's throws", async () => {
    const watched = new Watched();
    watched.person("primary", { order: true, sentinel: "off" });
    watched.person("replica");
    watched.person("primary");
    watched.world = down;
    expect(await watched.minutes(60)).toEqual([]);
    expect(last(watched)).toMatch(/the sentinel is off/);
  });

  it("does nothing when neither region answers, and says so", async () => {
    const watched = new Watched();
    watched.world = { primary: failing, replica: failing };
    expect(await watched.minutes(30)).toEqual([]);
    expect(watched.messages).toHaveLength(30);
    expect(last(watched)).toMatch(/neither can be relied on/);
  });

  it("does nothing when CloudFront answers for neither region: the switch mends nothing then", async () => {
    const watched = new Watched();
    watched.world = { ...up, edge: { primary: failing, replica: failing } };
    expect(await watched.minutes(30)).toEqual([]);
    expect(last(watched)).toMatch(/CloudFront answers for neither/);
  });

  it("goes by what visitors see: a primary that only S3 answers for has failed, and one that only fails there has not", async () => {
    const watched = new Watched();
    watched.world = { ...up, direct: { primary: failing } };
    expect(await watched.minutes(10)).toEqual([]);
    watched.world = { ...up, edge: { primary: failing } };
    expect(await watched.minutes(1)).toEqual(["evacuate"]);
  });

  it("takes rights that it has not for no failure", async () => {
    const watched = new Watched();
    watched.world = { ...up, direct: { primary: unseen, replica: unseen } };
    expect(await watched.minutes(10)).toEqual([]);
    watched.world = { ...watched.world, edge: { primary: failing } };
    expect(await watched.minutes(1)).toEqual(["evacuate"]);
  });

  it("does not send visitors to a replica that is behind", async () => {
    const watched = new Watched();
    watched.world = { primary: well("r2"), replica: well("r1") };
    await watched.minutes(2);
    watched.world = { primary: failing, replica: well("r1") };
    expect(await watched.minutes(10)).toEqual([]);
    expect(last(watched)).toMatch(/the replica holds release r1, and the primary held r2/);
    watched.world = { primary: failing, replica: well("r2") };
    expect(await watched.minutes(1)).toEqual(["evacuate"]);
  });

  it("ends a flapping at the replica, with no more throws in an hour than the budget has, and says so", async () => {
    const watched = new Watched();
    const did: string[] = [];
    for (let i = 0; i < 3; i++) {
      watched.world = down;
      did.push(...(await watched.minutes(1)));
      watched.world = up;
      did.push(...(await watched.minutes(16)));
    }
    expect(did).toEqual(["evacuate", "return", "evacuate"]);
    expect(watched.state.side).toBe("replica");
    expect(watched.messages.at(-1)?.reason).toMatch(
      /3 of 4 throws of this hour are spent: it stays at the replica/,
    );
  });

  it("returns at once from a replica that fails, while the primary is well", async () => {
    const watched = new Watched();
    watched.world = down;
    await watched.minutes(1);
    watched.world = { primary: well(), replica: failing };
    expect(await watched.minutes(1)).toEqual(["return"]);
  });

  it("gives way to whoever throws the switch between its look and its throw", async () => {
    const watched = new Watched();
    watched.world = down;
    watched.meanwhile = () => {
      watched.meanwhile = () => {};
      watched.person("primary", { hold: "until thrown" });
    };
    expect(await watched.minutes(10)).toEqual([]);
    expect(watched.state.side).toBe("primary");
    expect(watched.state.audit).toHaveLength(1);
  });

  it("throws what keeps it from the switch, having told of it, and goes on", async () => {
    const watched = new Watched();
    watched.world = down;
    watched.isStoreDown = true;
    await expect(watched.minutes(1)).rejects.toThrow("no answer");
    expect(watched.reports.at(-1)).toMatchObject({ decision: "failed", concern: 2 });
    watched.isStoreDown = false;
    expect(await watched.minutes(1)).toEqual(["evacuate"]);
  });
});
