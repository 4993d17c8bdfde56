import { EdgeBundleError, edgeProblem } from "./errors";

/** CloudFront guide, Quotas, "Quotas on CloudFront Functions": not adjustable. */
export const FUNCTION_BYTES = 10_240;

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
