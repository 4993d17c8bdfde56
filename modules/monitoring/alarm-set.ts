import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { SiteNames } from "../../config/names";
import { terraformLiteral } from "../terraform-text";
import type { Alarm } from "./alarms";

/** One region that alarms live in. */
export interface AlarmRegion {
  /** Prefix of the topic's construct id. */
  readonly id: string;
  /** Whether its alarms are below a construct of that id, so that those of another region are others. @default false */
  readonly apart?: boolean;
  readonly region: string;
  readonly provider?: TerraformProvider;
}

/** A site's alarms and those they tell. */
export interface AlarmSetProps {
  readonly names: Pick<SiteNames, "topic" | "alarmPrefix">;
  readonly alarms: readonly Alarm[];
  /** The regions of the alarms; where two entries name one region, the first is used. */
  readonly regions: readonly AlarmRegion[];
  /** Subscribed to every topic. @default - nobody */
  readonly email?: string;
  readonly tags?: Record<string, string>;
}

const secondsPerMinute = 60;

/**
 * Alarms, each in the region of its metric, and one topic in every region that has an alarm: CloudWatch publishes to a
 * topic of the alarm's own region only. Topics are not encrypted with SNS's own key, whose policy keeps CloudWatch out.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export class AlarmSet extends Construct {
  readonly alarmNames: string[];
  /** ARN of the topic by region. */
  readonly topicArns: Record<string, string> = {};

  constructor(scope: Construct, id: string, props: AlarmSetProps) {
    super(scope, id);
    this.alarmNames = props.alarms.map((alarm) => alarmName(props.names, alarm));
    for (const region of props.regions) {
      const alarms = props.alarms.filter((alarm) => alarm.metric.region === region.region);
      if (alarms.length === 0 || this.topicArns[region.region] !== undefined) continue;
      const scope = region.apart ? new Construct(this, region.id) : this;
      const topicArn = addTopic(scope, region, props);
      this.topicArns[region.region] = topicArn;
      for (const alarm of alarms) addAlarm(scope, alarm, topicArn, region.provider, props);
    }
  }
}

function addTopic(scope: Construct, { apart, id, provider }: AlarmRegion, props: AlarmSetProps): string {
  const prefix = apart ? "" : id;
  const topic = new SnsTopic(scope, `${prefix}Topic`, {
    name: props.names.topic,
    provider,
    tags: props.tags,
  });
  if (props.email !== undefined) {
    new SnsTopicSubscription(scope, `${prefix}Subscription`, {
      topicArn: topic.arn,
      protocol: "email",
      endpoint: terraformLiteral(props.email),
      provider,
    });
  }
  return topic.arn;
}

function addAlarm(
  scope: Construct,
  alarm: Alarm,
  topicArn: string,
  provider: TerraformProvider | undefined,
  props: AlarmSetProps,
): void {
  new CloudwatchMetricAlarm(scope, alarm.id, {
    alarmName: alarmName(props.names, alarm),
    alarmDescription: alarm.description,
    namespace: alarm.metric.namespace,
    metricName: alarm.metric.name,
    dimensions: { ...alarm.metric.dimensions },
    statistic: alarm.metric.statistic,
    period: secondsPerMinute,
    comparisonOperator: alarm.comparison,
    threshold: alarm.threshold,
    evaluationPeriods: alarm.minutes,
    datapointsToAlarm: alarm.datapoints,
    treatMissingData: alarm.missingData,
    alarmActions: [topicArn],
    okActions: [topicArn],
    provider,
    tags: props.tags,
  });
}

function alarmName({ alarmPrefix }: AlarmSetProps["names"], alarm: Alarm): string {
  return alarmPrefix + alarm.id.replace(/\B[A-Z]/g, "-$&").toLowerCase();
}
