import type { DescribeAlarmsCommandOutput, Dimension, MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { Json } from "../../terraform/value";
import { asks } from "./asks";
import type { LiveReadings } from "./readings";
import { asBlock } from "./shape";

const types = ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"];

/** Reads the alarms of some regions that watch a site: by the ids that their metrics name. */
export async function readAlarms(
  readings: LiveReadings,
  ids: readonly string[],
  regions: readonly string[],
): Promise<void> {
  await Promise.all([...new Set(regions)].map((region) => alarmsIn(readings, ids, region)));
}

async function alarmsIn(readings: LiveReadings, ids: readonly string[], region: string): Promise<void> {
  let NextToken: string | undefined;
  const composite: NonNullable<DescribeAlarmsCommandOutput["CompositeAlarms"]> = [];
  const names: string[] = [];
  do {
    const page: DescribeAlarmsCommandOutput | undefined = await readings.list(
      types,
      asks.alarms,
      { NextToken, AlarmTypes: ["MetricAlarm", "CompositeAlarm"] },
      region,
    );
    for (const alarm of page?.MetricAlarms ?? []) {
      if (!isAbout(alarm, ids)) continue;
      const { AlarmName = "" } = alarm;
      names.push(AlarmName);
      readings.add({
        type: types[0] as string,
        name: `${region}/${AlarmName}`,
        known: { region, ...alarmState(alarm) },
      });
    }
    composite.push(...(page?.CompositeAlarms ?? []));
    NextToken = page?.NextToken;
  } while (NextToken !== undefined);
  for (const { ActionsEnabled, AlarmActions, AlarmName = "", AlarmRule = "" } of composite)
    if (names.some((name) => AlarmRule.includes(name)))
      readings.add({
        type: types[1] as string,
        name: `${region}/${AlarmName}`,
        known: { region, ...asBlock({ AlarmName, AlarmRule, AlarmActions, ActionsEnabled }) },
      });
}

function isAbout({ Dimensions, Metrics }: MetricAlarm, ids: readonly string[]): boolean {
  const all = [
    ...(Dimensions ?? []),
    ...(Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric?.Dimensions ?? []),
  ];
  return all.some(({ Value = "" }) => ids.includes(Value));
}

function alarmState({
  AlarmName,
  ActionsEnabled,
  AlarmActions,
  Dimensions,
  Metrics,
  MetricName,
  Namespace,
  TreatMissingData,
  Threshold,
  Period,
  EvaluationPeriods,
  ComparisonOperator,
  Statistic,
}: MetricAlarm): Json {
  const state = asBlock({
    AlarmName,
    ActionsEnabled,
    AlarmActions,
    MetricName,
    Namespace,
    TreatMissingData,
    Threshold,
    Period,
    EvaluationPeriods,
    ComparisonOperator,
    Statistic,
  });
  return {
    ...state,
    ...(Dimensions && { dimensions: dimensionsOf(Dimensions) }),
    metric_query: (Metrics ?? []).map(({ Expression, Id, MetricStat }) => ({
      ...asBlock({ Id, Expression }),
      ...(MetricStat && {
        metric: [
          {
            ...asBlock({
              MetricName: MetricStat.Metric?.MetricName,
              Namespace: MetricStat.Metric?.Namespace,
              Stat: MetricStat.Stat,
              Period: MetricStat.Period,
            }),
            dimensions: dimensionsOf(MetricStat.Metric?.Dimensions ?? []),
          },
        ],
      }),
    })),
  };
}

function dimensionsOf(dimensions: readonly Dimension[]): Json {
  return Object.fromEntries(dimensions.map(({ Name = "", Value = "" }) => [Name, Value]));
}
