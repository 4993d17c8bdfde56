import { describe, expect, it } from "vitest";
import { ask, bytes, primaryOrigin, twoRegions } from "./fixtures";

async function broken(fault: string, options = {}) {
  const { regions, clock } = twoRegions(options);
  await regions.bucket("site-a").put("page", bytes("x"));
  regions.setFault(fault);
  const outcome = async () => {
    const answered = await clock.run(ask(regions, primaryOrigin, "/page"));
    return answered.kind === "response" ? answered.status : answered.kind;
  };
  const outcomes = async (count: number) => {
    const out: (number | string)[] = [];
    for (let i = 0; i < count; i++) out.push(await outcome());
    return out;
  };
  return { regions, clock, outcome, outcomes };
}

describe("a fault on a share of the requests", () => {
  it("every:3 hits the third, the sixth and so on", async () => {
    const { outcomes } = await broken("primary=503@every:3");
    expect(await outcomes(7)).toEqual([200, 200, 503, 200, 200, 503, 200]);
  });

  it("over:2/s hits what is above the rate, by the second of the clock", async () => {
    const { outcomes, clock } = await broken("primary=503@over:2/s");
    expect(await outcomes(4)).toEqual([200, 200, 503, 503]);
    await clock.advance(1_000);
    expect(await outcomes(3)).toEqual([200, 200, 503]);
  });

  it("25% hits those whose turn of chance is below a quarter", async () => {
    let turn = 0;
    const chances = [0.1, 0.24, 0.25, 0.9];
    const { regions, clock } = twoRegions({
      random: () => chances[turn++] as number,
      ids: { requestId: () => "R", hostId: () => "H", versionId: () => "V" },
    });
    await regions.bucket("site-a").put("page", bytes("x"));
    regions.setFault("primary=refuse@25%");
    const kinds: string[] = [];
    for (let i = 0; i < 4; i++) kinds.push((await clock.run(ask(regions, primaryOrigin, "/page"))).kind);
    expect(kinds).toEqual(["connect-refused", "connect-refused", "response", "response"]);
  });

  it("for:10s ends by itself, to the millisecond", async () => {
    const { outcome, clock, regions } = await broken("primary=500,for:10s");
    expect(await outcome()).toBe(500);
    await clock.advance(9_999);
    expect(await outcome()).toBe(500);
    await clock.advance(1);
    expect(await outcome()).toBe(200);
    expect(regions.faults).toEqual([]);
  });
});
