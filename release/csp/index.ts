export { type Blocked, checkCsp } from "./check";
export { type BuiltSite, readPages } from "./read-pages";
export { blockedCount } from "./tally";
export { type TightestCsp, tightestCsp } from "./tightest";
