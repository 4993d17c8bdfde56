export type { BehaviourParts } from "./behaviours";
export { Distribution, type DistributionProps } from "./distribution";
export { originGroupId, originIds } from "./origins";
