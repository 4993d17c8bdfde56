// The package `outlast`: what a site.config.ts and a CDKTF app of one's own import.

export type {
  CacheMode,
  ConfigProblem,
  DeploymentConfig,
  DeploymentInput,
  HeaderRule,
  Project,
  ProjectExports,
  ReadProjectOptions,
  Redirect,
  RenamedKey,
  SiteConfig,
  SiteInput,
} from "../config";
export { ConfigError, defineDeployment, defineSite, readProject, renderProblems } from "../config";
export { OutlastError, type OutlastErrorOptions, type Problem } from "../errors/outlast-error";
export { type Account, accountOf } from "../modules/account";
export { CachePolicies, type CachePoliciesProps } from "../modules/cache-policies";
export { Certificate, type CertificateProps } from "../modules/certificate";
export { type BehaviourParts, type DistributionProps, SiteDistribution } from "../modules/distribution";
export { AliasRecords, type AliasRecordsProps, HostedZone, type HostedZoneProps } from "../modules/dns";
export type { ReadableFunction } from "../modules/edge-bundle";
export { FunctionListing, type FunctionListingProps } from "../modules/function-listing";
export {
  GithubAccess,
  type GithubAccessProps,
  type ManagedSite,
  OnCallAccess,
  type OnCallAccessProps,
} from "../modules/github-access";
export {
  type DeployedFunction,
  type DeployedLambda,
  HeaderFunction,
  type HeaderFunctionProps,
} from "../modules/header-function";
export { LogBucket, type LogBucketProps, LogDelivery, type LogDeliveryProps } from "../modules/log-bucket";
export { LogTable, type LogTableProps } from "../modules/log-table";
export { Monitoring, type MonitoringProps } from "../modules/monitoring";
export {
  OriginBucket,
  OriginBucketPolicy,
  type OriginBucketPolicyProps,
  type OriginBucketProps,
} from "../modules/origin-bucket";
export { OriginRequestPolicies, OriginServers } from "../modules/origin-servers";
export { OutlastOutput, type SiteOutputsProps } from "../modules/outputs";
export { Replication, type ReplicationProps } from "../modules/replication";
export { type ResponseHeadersPolicyProps, SiteHeadersPolicy } from "../modules/response-headers-policy";
export { type SentinelProps, SiteSentinel } from "../modules/sentinel";
export { StackFile, type StackFileProps } from "../modules/stack-file";
export { StateBucket, type StateBucketProps } from "../modules/state-backend";
export { ViewerRequestFunction, type ViewerRequestProps } from "../modules/viewer-request";
export { SiteWebAcl, type SiteWebAclProps } from "../modules/web-acl";
export { ReadableStack } from "../stacks/readable-stack";
export { SiteStack as Site, type SiteStackProps as SiteProps } from "../stacks/site-stack";
export { StateStack as State, type StateStackProps as StateProps } from "../stacks/state-stack";
export { synthesizeProject } from "./synthesize-project";
