export { invalidationPlanner, priced } from "./plan";
