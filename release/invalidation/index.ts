export { invalidationPathProblem } from "./path-problem";
export { invalidationPlanner, priced } from "./plan";
