export { OriginRequestPolicies } from "./origin-request-policies";
export { OriginServers, serverTargetOf } from "./origin-servers";
