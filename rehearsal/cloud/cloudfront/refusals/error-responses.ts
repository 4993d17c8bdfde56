import { errorPageCodes } from "../../../../facts/cloudfront/limits";
import { CloudFrontError, invalidArgument } from "../errors";
import type { DistributionConfig } from "../schema/plain";

/** API shape CustomErrorResponse. */
const errorCodes: ReadonlySet<number> = new Set(errorPageCodes);
const responseCodes: ReadonlySet<string> = new Set(["200", ...[...errorCodes].map(String)]);

/** CloudFront guide, "Generate custom error responses". */
export function checkErrorResponses({ CustomErrorResponses: rules }: DistributionConfig): void {
  const seen = new Set<number>();
  for (const { ErrorCode, ResponseCode, ResponsePagePath, ErrorCachingMinTTL } of rules) {
    if (!errorCodes.has(ErrorCode))
      throw new CloudFrontError(
        "InvalidErrorCode",
        `The error code ${ErrorCode} cannot have a custom response.`,
      );
    if (seen.has(ErrorCode))
      throw invalidArgument(`The error code ${ErrorCode} has more than one custom response.`);
    seen.add(ErrorCode);
    if ((ResponseCode === undefined) !== (ResponsePagePath === undefined))
      throw invalidArgument(
        `The custom error response for ${ErrorCode} must have both ResponsePagePath and ResponseCode, or neither.`,
      );
    if (ResponseCode !== undefined && !responseCodes.has(ResponseCode))
      throw new CloudFrontError("InvalidResponseCode", `The response code ${ResponseCode} is not valid.`);
    if (ResponsePagePath !== undefined && !/^\/[\x21-\x7e]{0,4095}$/.test(ResponsePagePath))
      throw new CloudFrontError(
        "InvalidRelativePath",
        "The relative path is too big, is not URL-encoded, or does not begin with a slash (/).",
      );
    if (ErrorCachingMinTTL < 0) throw invalidArgument("The parameter ErrorCachingMinTTL cannot be negative.");
  }
}
