import { afterAll, describe, expect, it } from "vitest";
import { tryMutant } from "./hunt";
import { targets } from "./targets";

/** Enough to meet each kind of mutation at each seed; `npm run fuzz` goes on. */
const mutants = 100;

/** Some describe large sites; a machine that has much else to do takes a minute for them. */
const limitMs = 240_000;

describe.each(Object.entries(targets))("mutants of %s", (_, target) => {
  afterAll(() => target.close?.());

  it(
    "are read or refused, with nothing but errors that have a code",
    async () => {
      const faults = [];
      for (let number = 0; number < mutants; number++) faults.push(await tryMutant(target, number));
      expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
    },
    limitMs,
  );
});
