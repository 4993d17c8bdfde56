import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { replicationRuleId } from "../../config/names";
import { replicationPromise } from "../../facts/s3/limits";
import { impatient } from "../aws";
import type { StatusCheck } from "./check";

/** Alarms of a site are in the regions where their metrics are. */
export async function alarmsCheck(
  names: readonly string[],
  regions: readonly string[],
): Promise<Omit<StatusCheck, "name">> {
  if (names.length === 0) return { ok: true, detail: "none are configured" };
  const found = await Promise.all([...new Set(regions)].map((region) => alarmsIn(region, names)));
  const alarms = found.flat();
  const raised = alarms.filter(({ state }) => state === "ALARM").map(({ name }) => name);
  const missing = names.filter((name) => !alarms.some((alarm) => alarm.name === name));
  if (raised.length > 0) return { ok: false, detail: `in alarm: ${raised.join(", ")}` };
  if (missing.length > 0) return { ok: false, detail: `not there: ${missing.join(", ")}`, state: "missing" };
  return { ok: true, detail: `${alarms.length} quiet` };
}

async function alarmsIn(region: string, names: readonly string[]) {
  const client = new CloudWatchClient({ region, ...impatient });
  const { MetricAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: [...names], MaxRecords: 100 }),
  );
  return MetricAlarms.map(({ AlarmName = "", StateValue }) => ({ name: AlarmName, state: StateValue }));
}

export interface ReplicationRoute {
  readonly source: string;
  readonly destination: string;
  /** Where the metrics are: the destination's region. */
  readonly region: string;
}

/** Metrics come once a minute; what is late is so after S3's promise. Milliseconds. */
const window = replicationPromise * 1_000;

/**
 * What S3 says of the copies on their way. S3 guide, "Monitoring progress with replication metrics".
 *
 * @param written when the site was last written to, where that is known: metrics have to follow. Milliseconds
 */
export async function replicationCheck(
  route: ReplicationRoute,
  now: number,
  written: number | undefined,
  client: Pick<CloudWatchClient, "send"> = new CloudWatchClient({ region: route.region, ...impatient }),
): Promise<Omit<StatusCheck, "name">> {
  const metric = (id: string, name: string, stat: string) => ({
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: "AWS/S3",
        MetricName: name,
        Dimensions: [
          { Name: "SourceBucket", Value: route.source },
          { Name: "DestinationBucket", Value: route.destination },
          { Name: "RuleId", Value: replicationRuleId },
        ],
      },
      Period: 60,
      Stat: stat,
    },
  });
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(now - window),
      EndTime: new Date(now),
      ScanBy: "TimestampDescending",
      MetricDataQueries: [
        metric("pending", "OperationsPendingReplication", "Maximum"),
        metric("latency", "ReplicationLatency", "Maximum"),
        metric("failed", "OperationsFailedReplication", "Sum"),
      ],
    }),
  );
  const values = (id: string) => MetricDataResults.find((result) => result.Id === id)?.Values ?? [];
  const failed = values("failed").reduce((sum, value) => sum + value, 0);
  const [pending] = values("pending");
  const [latency = 0] = values("latency");
  if (failed > 0)
    return { ok: false, detail: `${failed} copies failed in the last 15 minutes; they are never retried` };
  if (pending === undefined) return silence(written, now);
  const detail = `${pending} copies on their way, the oldest for ${latency} s`;
  return { ok: latency * 1_000 <= window, detail };
}

/** Metrics are a few minutes late. Milliseconds. */
const metricDelay = 5 * 60_000;

function silence(written: number | undefined, now: number): Omit<StatusCheck, "name"> {
  if (written === undefined)
    return {
      ok: true,
      detail: "no metrics in the last 15 minutes, and when the site was written to is not known",
    };
  if (now - written > window) return { ok: true, detail: "nothing was written in the last 15 minutes" };
  const minutes = Math.floor((now - written) / 60_000);
  const detail = `a release was written ${minutes} minutes ago, and there are no metrics`;
  return now - written < metricDelay
    ? { ok: true, detail: `${detail} yet` }
    : { ok: false, detail: `${detail}: the replica may not be following` };
}
