import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { sentinelMetric } from "../../facts/site/sentinel-settings";
import { type SwitchState, sentinelName, switchedOff } from "../../facts/site/switch-record";
import { impatient } from "../aws";
import type { StatusCheck } from "./check";

/** How far back calls are counted: the longest period is an hour. Milliseconds. */
const window = 2 * 60 * 60_000;

/** How late CloudWatch may have a metric. Milliseconds. */
const lateness = 3 * 60_000;

/** What the metric of its decisions says. */
const decided = ["nothing, all is well", "nothing, and it watches", "to throw, or that it would and may not"];

export interface AskedSentinel {
  readonly name: string;
  readonly region: string;
  readonly site: string;
  /** How often the config has it called, in seconds. @default - by its calls alone: the config has none, or none any more */
  readonly period?: number;
}

/**
 * Whether the sentinel is called, whether it fails, what it decided, whether a person keeps it from the switch, and what it
 * threw last.
 */
export async function sentinelCheck(
  { name, period, region, site }: AskedSentinel,
  state: SwitchState,
  now: number,
  client: Pick<CloudWatchClient, "send"> = new CloudWatchClient({ region, ...impatient }),
): Promise<Omit<StatusCheck, "name">> {
  const metric = (Id: string, MetricName: string) => {
    const Metric = {
      ...{ Namespace: "AWS/Lambda", MetricName },
      Dimensions: [{ Name: "FunctionName", Value: name }],
    };
    return { Id, MetricStat: { Metric, Period: 60, Stat: "Sum" } };
  };
  const { dimension, name: MetricName, namespace: Namespace } = sentinelMetric;
  const concern = {
    Id: "concern",
    MetricStat: {
      Metric: { Namespace, MetricName, Dimensions: [{ Name: dimension, Value: site }] },
      ...{ Period: 60, Stat: "Maximum" },
    },
  };
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      ...{ StartTime: new Date(now - window), EndTime: new Date(now), ScanBy: "TimestampDescending" },
      MetricDataQueries: [metric("calls", "Invocations"), metric("errors", "Errors"), concern],
    }),
  );
  const of = (id: string) => MetricDataResults.find((result) => result.Id === id);
  const calls = of("calls")?.Timestamps ?? [];
  const [called] = calls;
  const isSilent = called === undefined || now - called.getTime() > longestSilence(calls, period);
  const [failed = 0] = of("errors")?.Values ?? [];
  const decisions = of("concern")?.Values ?? [];
  const times = of("concern")?.Timestamps ?? [];
  const grave = decisions.flatMap((one, index) => (one >= 2 ? (times[index] ?? []) : []));
  const off = switchedOff(state);
  const isLeft = isSilent && state.side === "replica" && thrownHere(state, region);
  const threw = state.audit.find((line) => line.by === sentinelName && (line.region ?? region) === region);
  const detail = [
    called === undefined
      ? `${name} was not called in two hours: nobody evacuates but a person`
      : `called last at ${called.toISOString()}${isSilent ? ", and not since: nobody evacuates but a person" : ""}`,
    ...(isLeft ? ["it evacuated, and does not return: return by hand once the primary is well"] : []),
    ...(decisions[0] === undefined ? [] : [`decided last ${decided[decisions[0]] ?? decisions[0]}`]),
    ...(grave[0] === undefined
      ? []
      : [
          `in two hours ${grave.length} of ${decisions.length} times ${decided[2]}, last at ${grave[0].toISOString()}: its log says why`,
        ]),
    ...(failed > 0 ? ["it failed last: its log says why"] : []),
    ...(off === undefined ? [] : [`off, by ${off.by}: ${off.reason}`]),
    threw === undefined
      ? "it has thrown nothing that is still recorded"
      : `threw to the ${threw.side} at ${threw.at}: ${threw.reason}`,
  ].join("; ");
  return { ok: !isSilent && failed === 0, detail };
}

/**
 * How long ago the last call may be: three periods, as for the alarm, and what metrics are late by. Its calls count as well,
 * since the config may not be deployed yet; the middle gap of them, since `outlast sentinel test` and what Lambda tries again
 * are calls besides (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html). Milliseconds.
 */
function longestSilence(calls: readonly Date[], period = 0): number {
  const gaps = calls.slice(1).map((before, index) => (calls[index] as Date).getTime() - before.getTime());
  const middle = gaps.sort((one, other) => one - other)[Math.floor(gaps.length / 2)];
  const usual = Math.max(period * 1_000, middle ?? 0) || window;
  return 3 * Math.min(window / 3, usual) + lateness;
}

/** Whether the sentinel of that region brought the switch to where it is; an older one has not said where it ran. */
function thrownHere({ audit, side }: SwitchState, region: string): boolean {
  const last = audit.find(({ order }) => order === undefined);
  return last?.side === side && last.by === sentinelName && (last.region ?? region) === region;
}
