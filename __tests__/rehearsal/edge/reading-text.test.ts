import { describe, expect, it } from "vitest";
import { defaultReadings, formatReadings, parseReadings } from "../../../rehearsal/edge";
import { readingChoices } from "../../../rehearsal/edge/reading-text";

const readingsOf = (...texts: string[]) => parseReadings(texts).readings;

describe("readings as text", () => {
  it("can be every value of every reading", () => {
    expect(Object.keys(readingChoices).sort()).toEqual(Object.keys(defaultReadings).sort());
    for (const [name, choices] of Object.entries(readingChoices)) {
      const values = "codes" in choices ? [choices.codes, []] : choices;
      for (const value of values) expect(readingsOf(`${name}=${value}`)).toEqual({ [name]: value });
    }
  });

  it("are shown where they differ from the default, and read back", () => {
    for (const [name, choices] of Object.entries(readingChoices)) {
      const values = "codes" in choices ? [choices.codes] : choices;
      const shown = values.flatMap((value) => formatReadings({ [name]: value }));
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.every((text) => formatReadings(readingsOf(text))[0] === text)).toBe(true);
    }
    expect(formatReadings(defaultReadings)).toEqual([]);
  });

  it("count once for a name, the last one", () => {
    expect(readingsOf("headMiss=fetch-object", "staleOrder=before-failover", "headMiss=pass")).toEqual({
      headMiss: "pass",
      staleOrder: "before-failover",
    });
  });

  it.each([
    ["headmiss=pass", /^headmiss=pass: no reading is called headmiss; there is defaultRootObject, name/],
    ["toString=1", /no reading is called toString/],
    ["headMiss=pas", /^headMiss=pas: headMiss takes pass, fetch-object$/],
    ["headMiss", /^headMiss: headMiss takes pass, fetch-object$/],
    ["holdAfterSilence=", /takes true, false$/],
    ["refusedConnectionStatus=503", /takes 502, 504$/],
    ["alsoHeldErrors=403,404", /expected some of 403,410,429, without spaces$/],
    ["alsoHeldErrors=[403]", /expected some of/],
    ["alsoHeldErrors", /expected some of/],
  ])("%s is refused with what there is", (text, message) => {
    expect(parseReadings([text])).toEqual({ readings: {}, problems: [expect.stringMatching(message)] });
  });

  it("may have a space in a list of codes", () => {
    expect(readingsOf("nameFailureCriteria=502, 503")).toEqual({ nameFailureCriteria: [502, 503] });
  });

  it("are all refused at once", () => {
    expect(parseReadings(["a=b", "headMiss=pass", "headMiss"]).problems).toHaveLength(2);
  });
});
