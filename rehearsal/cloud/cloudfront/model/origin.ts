import type { Origin, OriginGroup, S3OriginKind } from "../../../edge";
import type { OriginConfig, OriginGroupConfig } from "../schema/plain";
import type { CloudFrontState } from "../state";

/** An origin as the edge runs it. */
export function toOrigin(config: OriginConfig, state: CloudFrontState): Origin {
  const { S3OriginConfig: s3, OriginShield: shield, VpcOriginConfig: vpc } = config;
  const custom = config.CustomOriginConfig ?? (vpc && ofVpc(vpc, state));
  const { OriginShieldRegion: region } = shield;
  return {
    id: config.Id,
    domainName: config.DomainName,
    originPath: config.OriginPath,
    customHeaders: config.CustomHeaders.map(
      ({ HeaderName, HeaderValue }) => [HeaderName, HeaderValue] as const,
    ),
    connectionAttempts: config.ConnectionAttempts,
    connectionTimeout: config.ConnectionTimeout,
    readTimeout: (custom ?? s3)?.OriginReadTimeout ?? 30,
    kind: custom
      ? {
          type: "custom",
          httpPort: custom.HTTPPort,
          httpsPort: custom.HTTPSPort,
          protocolPolicy: custom.OriginProtocolPolicy,
          sslProtocols: custom.OriginSslProtocols,
          keepaliveTimeout: custom.OriginKeepaliveTimeout,
        }
      : { type: "s3", access: accessOf(config, state) },
    ...(config.ResponseCompletionTimeout !== undefined && {
      responseCompletionTimeout: config.ResponseCompletionTimeout,
    }),
    ...(shield.Enabled && region !== undefined && { originShield: { region } }),
  };
}

/** A VPC origin has the ports and the protocol; here its domain name is asked like any other. */
function ofVpc(vpc: NonNullable<OriginConfig["VpcOriginConfig"]>, state: CloudFrontState) {
  const { HTTPPort, HTTPSPort, OriginProtocolPolicy, OriginSslProtocols } = state.vpcOrigins.get(
    vpc.VpcOriginId,
  ).config.VpcOriginEndpointConfig;
  const { OriginReadTimeout = 30, OriginKeepaliveTimeout = 5 } = vpc;
  return {
    HTTPPort,
    HTTPSPort,
    OriginProtocolPolicy,
    OriginSslProtocols,
    OriginReadTimeout,
    OriginKeepaliveTimeout,
  };
}

function accessOf(config: OriginConfig, state: CloudFrontState): S3OriginKind["access"] {
  const identity = config.S3OriginConfig?.OriginAccessIdentity ?? "";
  if (identity !== "") return { type: "oai", identity };
  const control =
    config.OriginAccessControlId && state.originAccessControls.find(config.OriginAccessControlId);
  if (!control) return { type: "none" };
  const { SigningBehavior: given } = control.config;
  return { type: "oac", signingBehavior: given === "always-amz-auth" ? "always" : given };
}

/** An origin group as the edge runs it; the first member is the primary. */
export function toOriginGroup({ Id, Members, FailoverCriteria }: OriginGroupConfig): OriginGroup {
  const [primary, secondary] = Members.map(({ OriginId }) => OriginId);
  return {
    id: Id,
    members: [primary ?? "", secondary ?? ""],
    statusCodes: [...FailoverCriteria.StatusCodes].sort((a, b) => a - b),
  };
}
