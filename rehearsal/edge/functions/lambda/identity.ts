import type { LambdaFunction } from "../../model";

/** What a function is called where it runs: its replicas carry the region of the original. */
export function functionName({ name }: LambdaFunction): string {
  return `us-east-1.${name}`;
}

/** CloudFront takes ARNs of numbered versions only. */
export function functionVersion({ arn }: LambdaFunction): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}
