export { recordKeys } from "../facts/site/record-keys";
export { sufficientRetention } from "./classes/staleness";
export type { ReleaseContext, ReleaseOptions } from "./engine/context";
export { healthDocuments } from "./engine/health-documents";
export type { ReleaseResult } from "./engine/publish";
export {
  type ReleaseCode,
  type ReleaseProblem,
  releaseError,
  releaseErrors,
  releaseProblem,
  releaseRules,
} from "./errors";
export { counted, formatBytes, formatCost } from "./plan/format";
export type { ReleasePlan } from "./plan/plan";
export { planToJson, renderPlan, renderWarnings } from "./plan/render";
export * from "./ports";
export {
  compareRegions,
  type RegionComparison,
  type RegionDifference,
  type RegionRelease,
  reconcile,
} from "./reconcile";
export { planOf, release } from "./release";
export { type KeptRelease, type Releases, releases, rollback } from "./rollback";
export { describeUnfinished, type UnfinishedRelease, unfinishedRelease } from "./unfinished";
