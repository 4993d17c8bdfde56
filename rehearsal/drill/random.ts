import { createHash } from "node:crypto";

/** A stream of chance of its own for each purpose, so that more of one changes nothing of another. Uniform in [0, 1). */
export function chance(seed: string, ...purpose: readonly string[]): () => number {
  let state = createHash("sha256")
    .update(JSON.stringify([seed, ...purpose]))
    .digest()
    .readUInt32LE(0);
  // A linear step and a mix of its bits (Weyl sequence with a 32-bit finalizer): enough for visitors, not for secrets.
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** Draws an index, each as likely as its weight. */
export function weighted(weights: readonly number[]): (random: () => number) => number {
  let sum = 0;
  const sums = weights.map((weight) => {
    sum += weight;
    return sum;
  });
  return (random) => {
    const drawn = random() * sum;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Time until the next of things that happen at a rate, whatever happened before. */
export function exponential(mean: number, random: () => number): number {
  return -Math.log(1 - random()) * mean;
}
