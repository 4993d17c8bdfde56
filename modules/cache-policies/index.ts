export { CachePolicies, type CachePoliciesProps } from "./cache-policies";
export { type CachePolicySettings, cachePolicySettings } from "./settings";
