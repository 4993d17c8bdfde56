import { FUNCTION_BYTES } from "../../facts/cloudfront/limits";
import { EdgeBundleError, edgeProblem } from "./errors";

export function fits(code: string): boolean {
  return Buffer.byteLength(code) <= FUNCTION_BYTES;
}

/** @throws EdgeBundleError for code that CloudFront would refuse. */
export function checkSize(functionName: string, code: string, mend: string): void {
  if (fits(code)) return;
  const value = `${Buffer.byteLength(code)} bytes`;
  const rule = `A CloudFront Function has at most ${FUNCTION_BYTES} bytes.`;
  throw new EdgeBundleError(functionName, [edgeProblem("EDGE_FUNCTION_TOO_LARGE", value, { rule, mend })]);
}
