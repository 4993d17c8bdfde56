import { sentinelSettings } from "../../config/automatic-failover";
import { storeOf } from "../../release/aws/site-context";
import { releaseTime } from "../../release/record/release-id";
import { SwitchStore } from "../../switch/switch-store";
import type { KnownSite } from "../contact/sheet";
import { delegationOf, publicNameServers } from "../delegation";
import { distributionAddress, type SiteOutputs, sentinelsOf } from "../outputs";
import { renderLast } from "../switch/throw-switch";
import { networkAsk } from "../verify/ask";
import { adviceOn, renderAdvice } from "./advice";
import { check, type StatusCheck } from "./check";
import { alarmsCheck, replicationCheck } from "./cloudwatch";
import { completenessCheck } from "./completeness";
import { functionCheck } from "./functions";
import { askRegion, originCheck, releaseCheck } from "./origins";
import { sentinelCheck } from "./sentinel";

/** How long one region may take to answer for itself, in seconds. */
const patience = 15;

/** What is true of a site now. @param address that answers for its names, in place of the distribution's own */
export async function runChecks(
  { outputs, site }: Pick<KnownSite, "outputs" | "site">,
  address = distributionAddress(outputs),
): Promise<StatusCheck[]> {
  const ask = networkAsk({ timeoutSeconds: patience, address });
  const { primary, replica } = outputs.buckets;
  const route = { source: primary.name, destination: replica.name, region: replica.region };
  const functions = [
    outputs.functions.viewer_request,
    ...(outputs.functions.headers?.runtime === "cloudfront-function" ? [outputs.functions.headers.name] : []),
  ];
  const sentinels = sentinelsOf(outputs);
  const period = sentinelSettings(site)?.period;
  const watchRegions = sentinels.map(({ region }) => region);
  const alarmRegions = ["us-east-1", primary.region, replica.region, ...watchRegions];
  const answers = Promise.all([
    askRegion(ask, outputs.url, "primary"),
    askRegion(ask, outputs.url, "replica"),
  ]);
  const written = answers.then(([{ release }]) => (release === undefined ? undefined : releaseTime(release)));
  const [[first, second], ...rest] = await Promise.all([
    answers,
    check("release-complete", () => completenessCheck(storeOf(primary), Date)),
    check("replication", async () => replicationCheck(route, Date.now(), await written)),
    check("alarms", () => alarmsCheck(outputs.alarm_names, alarmRegions)),
    check("switch", async () => switchCheck(outputs.key_value_store_arn, (await answers)[0].ok)),
    ...sentinels.map((one, index) =>
      check(index === 0 ? "sentinel" : `sentinel-${one.region}`, async () =>
        sentinelCheck(
          { ...one, site: outputs.site, ...(period && { period }) },
          await new SwitchStore(outputs.key_value_store_arn).read(),
          Date.now(),
        ),
      ),
    ),
    ...(outputs.zone ? [check("delegation", () => delegationCheck(outputs.zone))] : []),
    ...functions.map((name) => check(`function-${name}`, () => functionCheck(name))),
  ]);
  return [
    originCheck("primary", first),
    originCheck("replica", second),
    releaseCheck(first, second),
    ...rest,
  ];
}

/** Once the delegation is lost, visitors are within days, and the certificate when it is to be renewed. */
async function delegationCheck(zone: SiteOutputs["zone"]): Promise<Omit<StatusCheck, "name">> {
  const { detail, isDone } = await delegationOf(
    zone?.name ?? "",
    zone?.name_servers ?? [],
    publicNameServers(),
  );
  return { ok: isDone, detail };
}

/** An evacuation is the remedy while the primary fails; then somebody has to bring the site back. */
async function switchCheck(arn: string, primaryAnswers: boolean): Promise<Omit<StatusCheck, "name">> {
  const state = await new SwitchStore(arn).read();
  return {
    ok: state.side === "primary" || !primaryAnswers,
    detail: `the ${state.side} is asked first${renderLast(state)}`,
    ...(state.side === "replica" && { state: "evacuated" }),
  };
}

/** A line a check. */
export function checkLines(checks: readonly StatusCheck[]): string[] {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks.map(
    ({ name, ok, detail }) => `  ${ok ? "ok   " : "WRONG"}  ${name.padEnd(width)}  ${detail}`,
  );
}

/** A line a check, and what to do next. */
export function renderChecks(site: string, checks: readonly StatusCheck[]): string {
  const advice = adviceOn(site, checks);
  return [site, ...checkLines(checks), ...(advice ? [renderAdvice(advice)] : [])].join("\n");
}
