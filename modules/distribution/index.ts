export type { BehaviourParts } from "./behaviours";
export { type DistributionProps, SiteDistribution } from "./distribution";
