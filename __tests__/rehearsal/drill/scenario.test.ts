import { describe, expect, it } from "vitest";
import shipped from "../../../drills/primary-black-holed";
import { scenarioJsonSchema, scenarioSchema } from "../../../rehearsal/drill/scenario";

describe("a scenario", () => {
  it("has its durations in milliseconds and its defaults once it is read", () => {
    const read = scenarioSchema.parse(shipped);
    expect(read).toMatchObject({
      steady: 600_000,
      duration: 1_500_000,
      caches: "warm",
      replicationLag: 1_000,
    });
    expect(read.timeline[0]).toEqual({ at: 0, target: "primary", fault: "blackhole", for: 900_000 });
  });

  it.each([
    ["an unknown key", { ...shipped, colour: "red" }],
    ["a step with an unknown key", { ...shipped, timeline: [{ at: "0s", mend: "all", after: "1s" }] }],
    ["a step that does nothing", { ...shipped, timeline: [{ at: "0s" }] }],
    ["a duration without a unit", { ...shipped, duration: "30" }],
  ])("is refused with %s", (_, scenario) => {
    expect(scenarioSchema.safeParse(scenario).success).toBe(false);
  });

  it("has a JSON Schema that knows every key", () => {
    const schema = scenarioJsonSchema() as { properties: object; additionalProperties: boolean };
    expect(Object.keys(schema.properties)).toEqual(Object.keys(scenarioSchema.shape));
    expect(schema.additionalProperties).toBe(false);
  });
});
