export type { FunctionTest, StoreLookup } from "./cloudfront/runner";
export { EdgeFunctions, type EdgeFunctionsOptions } from "./edge-functions";
