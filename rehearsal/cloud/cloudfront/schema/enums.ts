import * as sdk from "@aws-sdk/client-cloudfront";

/**
 * The values of members that take one of a set. The SDK ships the sets, and in its types, not in its schema, which
 * member takes which: by name, and by structure where a name means several things.
 */
const sets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AccessControlAllowMethods: sdk.ResponseHeadersPolicyAccessControlAllowMethodsValues,
  Action: sdk.CustomizationActionType,
  "CachePolicyCookiesConfig.CookieBehavior": sdk.CachePolicyCookieBehavior,
  "CachePolicyHeadersConfig.HeaderBehavior": sdk.CachePolicyHeaderBehavior,
  "CachePolicyQueryStringsConfig.QueryStringBehavior": sdk.CachePolicyQueryStringBehavior,
  CertificateSource: sdk.CertificateSource,
  CertificateTransparencyLoggingPreference: sdk.CertificateTransparencyLoggingPreference,
  ConnectionMode: sdk.ConnectionMode,
  EventType: sdk.EventType,
  Format: sdk.Format,
  Forward: sdk.ItemSelection,
  FrameOption: sdk.FrameOptionsList,
  HttpVersion: sdk.HttpVersion,
  IpAddressType: sdk.IpAddressType,
  "ListCachePoliciesRequest.Type": sdk.CachePolicyType,
  "ListOriginRequestPoliciesRequest.Type": sdk.OriginRequestPolicyType,
  "ListResponseHeadersPoliciesRequest.Type": sdk.ResponseHeadersPolicyType,
  MinimumProtocolVersion: sdk.MinimumProtocolVersion,
  OriginAccessControlOriginType: sdk.OriginAccessControlOriginTypes,
  OriginProtocolPolicy: sdk.OriginProtocolPolicy,
  "OriginRequestPolicyCookiesConfig.CookieBehavior": sdk.OriginRequestPolicyCookieBehavior,
  "OriginRequestPolicyHeadersConfig.HeaderBehavior": sdk.OriginRequestPolicyHeaderBehavior,
  "OriginRequestPolicyQueryStringsConfig.QueryStringBehavior": sdk.OriginRequestPolicyQueryStringBehavior,
  OriginSslProtocols: sdk.SslProtocol,
  PriceClass: sdk.PriceClass,
  RealtimeMetricsSubscriptionStatus: sdk.RealtimeMetricsSubscriptionStatus,
  "ResponseHeadersPolicyReferrerPolicy.ReferrerPolicy": sdk.ReferrerPolicyList,
  RestrictionType: sdk.GeoRestrictionType,
  Runtime: sdk.FunctionRuntime,
  SSLSupportMethod: sdk.SSLSupportMethod,
  SelectionCriteria: sdk.OriginGroupSelectionCriteria,
  SigningBehavior: sdk.OriginAccessControlSigningBehaviors,
  SigningProtocol: sdk.OriginAccessControlSigningProtocols,
  SourceType: sdk.ImportSourceType,
  Stage: sdk.FunctionStage,
  "TrafficConfig.Type": sdk.ContinuousDeploymentPolicyType,
  ValidationTokenHost: sdk.ValidationTokenHost,
  "ViewerMtlsConfig.Mode": sdk.ViewerMtlsMode,
  ViewerProtocolPolicy: sdk.ViewerProtocolPolicy,
  "VpcOriginEndpointConfig.IpAddressType": sdk.VpcIpAddressType,
};

/** The values that a member takes; undefined where any will do. */
export function allowedValues(structure: string, member: string): readonly string[] | undefined {
  const set = sets[`${structure}.${member}`] ?? sets[member];
  return set && Object.values(set);
}
