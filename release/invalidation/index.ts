export { invalidationPathProblem } from "../../facts/cloudfront/invalidation-path";
export { invalidationPlanner, priced } from "./plan";
