import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { siteNames } from "../../config/names";
import type { SiteConfig } from "../../config/schema";
import { healthKeys } from "../../facts/site/health";
import { type SentinelSettings, settingsText, settingsVariable } from "../../facts/site/sentinel-settings";
import type { Account } from "../account";
import { sentinelArchive } from "../edge-bundle";
import type { OriginBucket } from "../origin-bucket";
import { StackFile } from "../stack-file";
import { ServiceRole } from "./sentinel-roles";

/** What a sentinel looks at, and where it runs. */
export interface SentinelProps {
  readonly site: SiteConfig;
  readonly settings: SentinelSettings;
  readonly account: Account;
  readonly buckets: { readonly primary: OriginBucket; readonly replica: OriginBucket };
  readonly keyValueStoreArn: string;
  /** The distribution's own name. */
  readonly hostName: string;
  /** Of each region that has one, the replica's first: what watches the primary must not fail with it. */
  readonly providers: readonly (readonly [region: string, provider: TerraformProvider])[];
  /** ARN of the policy that bounds the roles. @default - none */
  readonly permissionsBoundary?: string;
}

const logRetentionDays = 30;
/** Seconds: what looks again within a minute needs most of one. */
const timeout = 60;

/**
 * A function that EventBridge Scheduler calls in the replica's region, and in others, and that throws the site's switch
 * when nobody does. It reads one document of each bucket and writes the store of the switch; nothing of us-east-1 is in
 * its way.
 */
export class SiteSentinel extends Construct {
  readonly functionName: string;
  readonly regions: readonly string[];

  constructor(scope: Construct, id: string, props: SentinelProps) {
    super(scope, id);
    const { account, buckets, keyValueStoreArn, permissionsBoundary, settings, site } = props;
    const names = siteNames(site);
    this.functionName = names.sentinel;
    this.regions = props.providers.map(([region]) => region);
    const access = new ServiceRole(this, "Access", {
      ...{ name: names.sentinel, service: "lambda.amazonaws.com" as const, permissionsBoundary },
      statements: [
        {
          actions: ["s3:GetObject"],
          resources: [
            `${buckets.primary.bucket.arn}/${healthKeys.primary}`,
            `${buckets.replica.bucket.arn}/${healthKeys.replica}`,
          ],
        },
        {
          actions: ["DescribeKeyValueStore", "GetKey", "UpdateKeys"].map(
            (action) => `cloudfront-keyvaluestore:${action}`,
          ),
          resources: [keyValueStoreArn],
        },
        {
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [`arn:aws:logs:*:*:log-group:${names.sentinelLogs}:log-stream:*`],
        },
      ],
    });
    const { zip, sha256 } = sentinelArchive();
    const archive = new StackFile(this, "Archive", { path: "assets/sentinel.zip", bytes: zip });
    const { primary, replica } = site.regions;
    const places = props.providers.map(([region, provider]) => {
      // What the region that a replica was in has of it is another one.
      const isApart = site.regions.places !== undefined || region !== replica;
      const here = isApart ? new Construct(this, region) : this;
      const logGroup = new CloudwatchLogGroup(here, "LogGroup", {
        provider,
        name: names.sentinelLogs,
        retentionInDays: logRetentionDays,
      });
      const lambda = new LambdaFunction(here, "Function", {
        provider,
        functionName: this.functionName,
        description: `Throws the switch of ${site.name} between its regions when nobody does`,
        role: access.arn,
        filename: archive.path,
        sourceCodeHash: sha256,
        handler: "index.handler",
        runtime: "nodejs22.x",
        architectures: ["arm64"],
        memorySize: 256,
        timeout,
        environment: {
          variables: {
            [settingsVariable]: settingsText(settings),
            ...{ SITE: site.name, HOST: props.hostName, STORE_ARN: keyValueStoreArn },
            ...{ PRIMARY_BUCKET: buckets.primary.bucket.id, PRIMARY_REGION: primary },
            ...{ REPLICA_BUCKET: buckets.replica.bucket.id, REPLICA_REGION: replica },
          },
        },
        // Before the function can write to it, and make it without an end.
        dependsOn: [logGroup, access.policy],
      });
      return { here, lambda, provider };
    });
    const schedule = new ServiceRole(this, "ScheduleAccess", {
      ...{ name: names.sentinelSchedule, service: "scheduler.amazonaws.com" as const, account },
      permissionsBoundary,
      statements: [{ actions: ["lambda:InvokeFunction"], resources: places.map(({ lambda }) => lambda.arn) }],
    });
    const minutes = settings.period / 60;
    for (const { here, lambda, provider } of places)
      new SchedulerSchedule(here, "Schedule", {
        provider,
        name: this.functionName,
        description: `Calls the sentinel of ${site.name}`,
        scheduleExpression: minutes === 1 ? "rate(1 minute)" : `rate(${minutes} minutes)`,
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: lambda.arn,
          roleArn: schedule.arn,
          // A look that comes late says nothing: the next one comes soon.
          retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
        },
        dependsOn: [schedule.policy],
      });
  }
}
