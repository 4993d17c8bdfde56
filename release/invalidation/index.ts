export { invalidationPathProblem } from "./path-problem";
export { invalidationPlanner, priced, renderCost } from "./plan";
