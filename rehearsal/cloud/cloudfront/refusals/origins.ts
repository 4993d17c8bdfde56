import { isForbiddenToOrigins } from "../../../../facts/cloudfront/forbidden-headers";
import { isOriginPort } from "../../../../facts/cloudfront/limits";
import type { CloudFrontContext } from "../context";
import { CloudFrontError, invalidArgument } from "../errors";
import type { DistributionConfig, OriginConfig } from "../schema/plain";
import { checkHeaderLengths } from "./header-lengths";

/** API shapes Origin, S3OriginConfig and CustomOriginConfig. */
export function checkOrigins(config: DistributionConfig, context: CloudFrontContext): void {
  if (config.Origins.length === 0) throw invalidArgument("A distribution has at least one origin.");
  const ids = config.Origins.map(({ Id }) => Id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw invalidArgument(`The origin id ${twice} is used more than once.`);
  for (const origin of config.Origins) {
    checkKind(origin, context);
    checkAccess(origin, context);
    checkTimers(origin);
    checkPath(origin);
    checkCustomHeaders(origin);
  }
}

function checkKind(origin: OriginConfig, { state }: CloudFrontContext): void {
  const { Id, DomainName, S3OriginConfig, CustomOriginConfig, VpcOriginConfig } = origin;
  if ([S3OriginConfig, CustomOriginConfig, VpcOriginConfig].filter((kind) => kind !== undefined).length !== 1)
    throw invalidArgument(`The origin ${Id} must have either an S3OriginConfig or a CustomOriginConfig.`);
  if (VpcOriginConfig) state.vpcOrigins.get(VpcOriginConfig.VpcOriginId);
  if (!/^(?=.{1,253}$)[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(DomainName))
    throw new CloudFrontError("InvalidOrigin", `The origin ${Id} has no valid domain name: ${DomainName}`);
  // API shape Origin: a domain name, or the endpoint of a bucket; never an address.
  if (/^[\d.]+$/.test(DomainName))
    throw new CloudFrontError(
      "InvalidOrigin",
      `The origin ${Id} must have a domain name, not an IP address: ${DomainName}`,
    );
  if (S3OriginConfig && !/\.s3[.-]([a-z0-9-]+\.)*amazonaws\.com(\.cn)?$/i.test(DomainName))
    throw invalidArgument("The parameter Origin DomainName does not refer to a valid S3 bucket.");
  for (const port of [CustomOriginConfig?.HTTPPort, CustomOriginConfig?.HTTPSPort]) {
    if (port !== undefined && !isOriginPort(port))
      throw invalidArgument(`The origin ${Id} uses the port ${port}; it can be 80, 443, or 1024 to 65535.`);
  }
}

function checkAccess(origin: OriginConfig, { state }: CloudFrontContext): void {
  const { Id, OriginAccessControlId: controlId, S3OriginConfig: s3 } = origin;
  const identity = s3?.OriginAccessIdentity ?? "";
  if (identity !== "") {
    const id = /^origin-access-identity\/cloudfront\/([A-Z0-9]+)$/.exec(identity)?.[1];
    if (id === undefined || state.originAccessIdentities.find(id) === undefined)
      throw new CloudFrontError(
        "InvalidOriginAccessIdentity",
        "The origin access identity is not valid or doesn't exist.",
      );
  }
  if (controlId === undefined) return;
  if (identity !== "")
    throw new CloudFrontError(
      "IllegalOriginAccessConfiguration",
      "An origin cannot contain both an origin access control (OAC) and an origin access identity (OAI).",
    );
  const control = state.originAccessControls.find(controlId);
  if (control === undefined)
    throw new CloudFrontError(
      "InvalidOriginAccessControl",
      `The origin access control ${controlId} is not valid.`,
    );
  const isForS3 = control.config.OriginAccessControlOriginType === "s3";
  if (isForS3 !== (s3 !== undefined))
    throw new CloudFrontError(
      "InvalidOriginAccessControl",
      `The origin access control ${controlId} is for another type of origin than ${Id}.`,
    );
}

function checkTimers(origin: OriginConfig): void {
  const {
    ConnectionAttempts,
    ConnectionTimeout,
    ResponseCompletionTimeout,
    S3OriginConfig,
    CustomOriginConfig,
  } = origin;
  if (!isWithin(ConnectionAttempts, 1, 3))
    throw invalidArgument("The parameter ConnectionAttempts must be between 1 and 3.");
  if (!isWithin(ConnectionTimeout, 1, 10))
    throw invalidArgument("The parameter ConnectionTimeout must be between 1 and 10.");
  const readTimeout = (CustomOriginConfig ?? S3OriginConfig)?.OriginReadTimeout ?? 30;
  if (!isWithin(readTimeout, 1, 120))
    throw new CloudFrontError(
      "InvalidOriginReadTimeout",
      "The read timeout must be between 1 and 120 seconds.",
    );
  if (CustomOriginConfig && !isWithin(CustomOriginConfig.OriginKeepaliveTimeout, 1, 120))
    throw new CloudFrontError(
      "InvalidOriginKeepaliveTimeout",
      "The keep alive timeout must be between 1 and 120 seconds.",
    );
  if (ResponseCompletionTimeout !== undefined && ResponseCompletionTimeout < readTimeout)
    throw invalidArgument("The parameter ResponseCompletionTimeout cannot be less than the read timeout.");
}

function checkPath({ OriginPath }: OriginConfig): void {
  if (OriginPath === "") return;
  if (!OriginPath.startsWith("/") || OriginPath.endsWith("/"))
    throw invalidArgument("The parameter OriginPath must begin with a slash and must not end with one.");
}

function checkCustomHeaders({ Id, CustomHeaders = [] }: OriginConfig): void {
  checkHeaderLengths(CustomHeaders.map(({ HeaderName, HeaderValue }) => [HeaderName, HeaderValue]));
  const refused = CustomHeaders.find(({ HeaderName }) => isForbiddenToOrigins(HeaderName));
  if (refused)
    throw invalidArgument(
      `The origin ${Id} has the custom header ${refused.HeaderName}, which CloudFront cannot add to origin requests.`,
    );
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
