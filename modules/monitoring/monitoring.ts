import { CloudfrontMonitoringSubscription } from "@cdktf/provider-aws/lib/cloudfront-monitoring-subscription/index.js";
import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js";
import { Route53HealthCheck } from "@cdktf/provider-aws/lib/route53-health-check/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { sentinelRegions, sentinelSettings } from "../../config/automatic-failover";
import { replicationRuleId, siteNames } from "../../config/names";
import type { SiteConfig } from "../../config/schema";
import { healthPaths } from "../../facts/site/health";
import type { Side } from "../../facts/site/switch";
import type { OriginBucket } from "../origin-bucket";
import { type AlarmRegion, AlarmSet } from "./alarm-set";
import {
  type Alarm,
  errorRateAlarm,
  functionAlarms,
  healthAlarm,
  lambdaAtEdgeAlarms,
  replicationAlarms,
  sentinelAlarms,
} from "./alarms";
import { dashboardBody } from "./dashboard";
import { siteGraphs } from "./graphs";
import { globalRegion, type ReplicationPath } from "./metrics";

/** What is watched of one site. */
export interface MonitoringProps {
  readonly site: SiteConfig;
  /** Host name that health checks ask: the distribution's own, to which DNS leads before anything is delegated. */
  readonly hostName: string;
  readonly distributionId: string;
  readonly primaryBucket: OriginBucket;
  readonly replicaBucket: OriginBucket;
  readonly edgeFunctions: {
    /** A CloudFront Function. */
    readonly viewerRequestName: string;
    /** The Lambda@Edge function, when there is one. */
    readonly headerFunctionName?: string;
    /** The CloudFront Function for headers, when there is one. */
    readonly viewerResponseName?: string;
  };
  readonly providers: {
    /** Of the primary region. @default - the stack's default provider */
    readonly primary?: TerraformProvider;
    /** Of the replica region. */
    readonly replica: TerraformProvider;
    /** Of us-east-1. */
    readonly global: TerraformProvider;
    /** Of the regions of further sentinels. @default - there are none */
    readonly sentinels?: Readonly<Record<string, TerraformProvider>>;
  };
  /** Text within the first 5,120 bytes of a healthy answer. @default - the status alone counts */
  readonly healthCheckText?: string;
  /** Tags of everything that takes tags. @default - none */
  readonly tags?: Record<string, string>;
}

/** Alarms, health checks and dashboard of one site, each as far as `site.monitoring` wants it. */
export class Monitoring extends Construct {
  /** Names of all alarms; none when alarms are off. */
  readonly alarmNames: string[] = [];
  /** ARN of the topic by region; empty when alarms are off. */
  readonly topicArns: Record<string, string> = {};
  /** ARN of the us-east-1 topic, which hears of everything that visitors notice. */
  readonly topicArn?: string;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { site, providers, tags, distributionId } = props;
    const { monitoring, regions } = site;
    const names = siteNames(site);
    const replication = replicationPaths(props);
    const checks = monitoring.healthChecks
      ? { primary: this.healthCheck("primary", props), replica: this.healthCheck("replica", props) }
      : undefined;

    if (monitoring.alarms) {
      const set = new AlarmSet(this, "Alarms", {
        names,
        alarms: [
          ...siteAlarms(props, replication),
          ...(checks
            ? [
                healthAlarm("PrimaryUnhealthy", regions.primary, checks.primary),
                healthAlarm("ReplicaUnhealthy", regions.replica, checks.replica),
              ]
            : []),
        ],
        regions: [
          { id: "Global", region: globalRegion, provider: providers.global },
          { ...alarmPlace(site, "primary"), provider: providers.primary },
          { ...alarmPlace(site, "replica"), provider: providers.replica },
          ...Object.entries(providers.sentinels ?? {}).map(([region, provider]) => ({
            ...{ id: region, apart: true, region, provider },
          })),
        ],
        email: monitoring.email,
        tags,
      });
      this.alarmNames = set.alarmNames;
      this.topicArns = set.topicArns;
      this.topicArn = set.topicArns[globalRegion];
    }

    if (monitoring.dashboard) {
      const graphs = siteGraphs({
        distributionId,
        functions: cloudFrontFunctions(props).map(([, name]) => name),
        lambdaAtEdge: props.edgeFunctions.headerFunctionName !== undefined,
        replication,
        healthCheckIds: checks ? [checks.primary, checks.replica] : [],
        additionalMetrics: monitoring.additionalMetrics,
      });
      new CloudwatchDashboard(this, "Dashboard", {
        dashboardName: names.dashboard,
        dashboardBody: dashboardBody(graphs, globalRegion),
        provider: providers.global,
      });
    }

    if (monitoring.additionalMetrics) {
      new CloudfrontMonitoringSubscription(this, "AdditionalMetrics", {
        distributionId,
        monitoringSubscription: {
          realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: "Enabled" },
        },
        provider: providers.global,
      });
    }
  }

  /** Asks one region through CloudFront, on a path that is neither cached nor failed over. Yields the check's id. */
  private healthCheck(role: Side, props: MonitoringProps): string {
    const check = new Route53HealthCheck(this, role === "primary" ? "PrimaryHealth" : "ReplicaHealth", {
      fqdn: props.hostName,
      port: 443,
      enableSni: true,
      resourcePath: healthPaths[role],
      ...(props.healthCheckText === undefined
        ? { type: "HTTPS" }
        : { type: "HTTPS_STR_MATCH", searchString: props.healthCheckText }),
      requestInterval: 30,
      failureThreshold: 3,
      provider: props.providers.global,
      tags: { ...props.tags, Name: `${props.site.name}-${role}` },
    });
    return check.id;
  }
}

/** Where the alarms of a region are among the constructs: by the role of its bucket, or by the region where that has a name. */
function alarmPlace({ regions }: SiteConfig, side: Side): Omit<AlarmRegion, "provider"> {
  const region = regions[side];
  if (regions.places) return { id: region, region, apart: true };
  return { id: side === "primary" ? "Primary" : "Replica", region };
}

function siteAlarms(props: MonitoringProps, [forth, back]: readonly ReplicationPath[]): Alarm[] {
  const { site, distributionId, edgeFunctions } = props;
  const lambdaName = edgeFunctions.headerFunctionName;
  const sentinel = sentinelSettings(site);
  return [
    errorRateAlarm(distributionId, site.monitoring.errorRateThreshold),
    ...(forth ? replicationAlarms("Replication", forth) : []),
    ...(back ? replicationAlarms("ReplicationBack", back) : []),
    ...cloudFrontFunctions(props).flatMap(([id, name]) => functionAlarms(id, name)),
    ...(lambdaName === undefined ? [] : lambdaAtEdgeAlarms("SecurityHeaders", lambdaName, distributionId)),
    ...(sentinel
      ? sentinelRegions(site).flatMap((region, index) =>
          sentinelAlarms(region, site.name, siteNames(site).sentinel, sentinel, index === 0),
        )
      : []),
  ];
}

/** Alarm id prefix and name of each CloudFront Function. */
function cloudFrontFunctions({ edgeFunctions }: MonitoringProps): [string, string][] {
  const { viewerRequestName, viewerResponseName } = edgeFunctions;
  return [
    ["ViewerRequest", viewerRequestName],
    ...(viewerResponseName === undefined
      ? []
      : [["ViewerResponse", viewerResponseName] satisfies [string, string]]),
  ];
}

/** The way there and, when the site has it, the way back. */
function replicationPaths(props: MonitoringProps): ReplicationPath[] {
  const { site } = props;
  const primary = { bucket: props.primaryBucket.bucketName, region: site.regions.primary };
  const replica = { bucket: props.replicaBucket.bucketName, region: site.regions.replica };
  const forth = { source: primary, destination: replica, ruleId: replicationRuleId };
  const back = { source: replica, destination: primary, ruleId: replicationRuleId };
  return site.replication.twoWay ? [forth, back] : [forth];
}
