import type { MeasuredBefore } from "../../sla/measure";

/**
 * What drills measured of the example's site with the seed of docs/sla.md: sixty of them, which are the same beside any
 * traffic. Files that share a process measure it once.
 */
export const measuredExample: MeasuredBefore = new Map();
