export { invalidationPathProblem } from "./path-problem";
export { invalidationPlanner, priced, pricing } from "./plan";
