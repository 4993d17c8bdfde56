// The package `outlast/edge`: CloudFront and two regions of S3, for whoever wants to run a distribution in a test.

export * from "../rehearsal/edge";
export { EdgeFunctions, type EdgeFunctionsOptions } from "../rehearsal/edge/functions";
export * from "../rehearsal/regions";
