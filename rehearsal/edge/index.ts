export { SystemClock, VirtualClock } from "./clock";
export { type CachedObject, Edge, type EdgeOptions, InvalidationError } from "./edge";
export type * from "./function-ports";
export { HeaderMap } from "./http/header-map";
export type * from "./model";
export type * from "./ports";
export { DistributionError } from "./routing/compiled-distribution";
export { defaultSwitches, type Switches } from "./switches";
export type { Random } from "./viewer-headers";
