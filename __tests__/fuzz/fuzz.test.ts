import { describe, expect, it } from "vitest";
import { tryMutant } from "./hunt";
import { targets } from "./targets";

/** Enough to meet each kind of mutation at each seed; `npm run fuzz` goes on. */
const mutants = 100;

describe.each(Object.entries(targets))("mutants of %s", (_, target) => {
  it("are read or refused, with nothing but errors that have a code", () => {
    const faults = Array.from({ length: mutants }, (_, number) => tryMutant(target, number));
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  });
});
