import type { CloudFrontContext } from "../context";
import { CloudFrontError } from "../errors";
import type { BehaviorConfig } from "../schema/plain";

/** CloudFront guide, "Restrictions on Lambda@Edge". */
export function checkLambda(behavior: BehaviorConfig, { neighbours }: CloudFrontContext): void {
  const associations = behavior.LambdaFunctionAssociations;
  const events = associations.map(({ EventType }) => EventType);
  for (const [at, { LambdaFunctionARN: arn, EventType, IncludeBody }] of associations.entries()) {
    if (events.indexOf(EventType) !== at)
      throw invalid(`The event ${EventType} has more than one Lambda function.`);
    if (IncludeBody && EventType.endsWith("-response"))
      throw invalid(`IncludeBody is only allowed for request events, not for ${EventType}.`);
    checkArn(arn);
    checkVersion(arn, neighbours.lambdaVersion(arn));
  }
}

function checkArn(arn: string): void {
  const match = /^arn:aws:lambda:([a-z0-9-]+):\d{12}:function:[A-Za-z0-9_-]+(?::([A-Za-z0-9$_-]+))?$/.exec(
    arn,
  );
  if (match === null) throw invalid(`The function ARN is not valid. ARN: ${arn}`);
  const [, region, version] = match;
  if (region !== "us-east-1") throw invalid(`The function must be in region 'us-east-1'. ARN: ${arn}`);
  if (version === undefined || !/^\d+$/.test(version))
    throw invalid(
      `The function ARN must reference a specific function version. (The ARN must end with the version number.) ARN: ${arn}`,
    );
}

function checkVersion(
  arn: string,
  version: ReturnType<CloudFrontContext["neighbours"]["lambdaVersion"]>,
): void {
  if (version === undefined)
    throw invalid(`The function does not exist, or has no such version. ARN: ${arn}`);
  if (!/^(nodejs|python)/.test(version.runtime))
    throw invalid(`The function's runtime ${version.runtime} is not supported by Lambda@Edge. ARN: ${arn}`);
  if (version.architectures.some((architecture) => architecture !== "x86_64"))
    throw invalid(`The function must use the x86_64 architecture. ARN: ${arn}`);
  if (version.hasEnvironment) throw invalid(`The function cannot have environment variables. ARN: ${arn}`);
}

function invalid(message: string): CloudFrontError {
  return new CloudFrontError("InvalidLambdaFunctionAssociation", message);
}
