import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { type SwitchState, sentinelName } from "../../facts/site/switch-record";
import { impatient } from "../aws";
import type { StatusCheck } from "./check";

/** How far back calls are counted: the longest period is an hour. Milliseconds. */
const window = 2 * 60 * 60_000;

/** Whether the sentinel is called, whether it fails, whether a person keeps it from the switch, and what it threw last. */
export async function sentinelCheck(
  { name, region }: { readonly name: string; readonly region: string },
  state: SwitchState,
  now: number,
  client: Pick<CloudWatchClient, "send"> = new CloudWatchClient({ region, ...impatient }),
): Promise<Omit<StatusCheck, "name">> {
  const metric = (id: string, MetricName: string) => ({
    Id: id,
    MetricStat: {
      Metric: {
        ...{ Namespace: "AWS/Lambda", MetricName },
        Dimensions: [{ Name: "FunctionName", Value: name }],
      },
      ...{ Period: 60, Stat: "Sum" },
    },
  });
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      ...{ StartTime: new Date(now - window), EndTime: new Date(now), ScanBy: "TimestampDescending" },
      MetricDataQueries: [metric("calls", "Invocations"), metric("errors", "Errors")],
    }),
  );
  const of = (id: string) => MetricDataResults.find((result) => result.Id === id);
  const [called] = of("calls")?.Timestamps ?? [];
  const [failed = 0] = of("errors")?.Values ?? [];
  const threw = state.audit.find((line) => line.by === sentinelName && (line.region ?? region) === region);
  const detail = [
    called === undefined
      ? `${name} was not called in two hours: nobody evacuates but a person`
      : `called last at ${called.toISOString()}`,
    ...(failed > 0 ? ["it failed last: its log says why"] : []),
    ...(state.audit[0]?.sentinel === "off" ? [`off, by ${state.audit[0].by}`] : []),
    threw === undefined
      ? "it has thrown nothing that is still recorded"
      : `threw to the ${threw.side} at ${threw.at}: ${threw.reason}`,
  ].join("; ");
  return { ok: called !== undefined && failed === 0, detail };
}
