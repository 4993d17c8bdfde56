import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Side } from "../../facts/site/switch";
import {
  type AuditLine,
  holdOf,
  type SwitchState,
  sentinelName,
  thrownBy,
  untilThrown,
} from "../../facts/site/switch-record";
import { SwitchStore } from "../../switch/switch-store";
import { askingAws } from "../aws";
import { operationsError } from "../errors";
import type { SiteOutputs } from "../outputs";
import { objectionsTo } from "./readiness";

/** Bytes of a reason that leave room for the rest of its line. */
export const maxReasonBytes = 512;

export interface ThrowSwitchOptions {
  readonly outputs: SiteOutputs;
  readonly side: Side;
  readonly reason: string;
  /** Until when the sentinel leaves it as it is: ISO 8601, or until a person throws it again. @default - as it decides */
  readonly hold?: string;
  /** Throws it whatever speaks against it. */
  readonly anyway: boolean;
  /** What answers for the site's names, in place of the distribution's own. */
  readonly address?: string;
  /** Asks before anything is changed. @throws where the answer is another one */
  readonly confirm: (question: string, answer: string) => Promise<void>;
  /** Does what has to come to its end, so that whoever interrupts it hears what became of it. */
  readonly unbroken: <T>(work: () => Promise<T>) => Promise<T>;
}

/** A switch as it is now. */
export type ThrownSwitch = { readonly site: string; readonly side: Side } & (
  | ({ readonly changed: false } & Partial<Omit<AuditLine, "side">>)
  | ({ readonly changed: true; readonly wasThere?: true } & Omit<AuditLine, "side">)
);

/**
 * Sends visitors to one region first, and writes down who did it, when and why. Where they are there already it says how
 * long for: what a person evacuates stays until a person returns, and a plain return ends the hold of another one.
 * @throws {OutlastError} SWITCH_NOT_READY where that region fails or holds another release, SWITCH_OTHER where somebody
 *   else has thrown it meanwhile
 */
export async function throwSwitch(options: ThrowSwitchOptions): Promise<ThrownSwitch> {
  const { address, anyway, confirm, hold, outputs, reason, side, unbroken } = options;
  const { key_value_store_arn: arn, site } = outputs;
  checkReason(reason);
  const store = new SwitchStore(arn);
  const asking = <T>(what: string, call: () => Promise<T>) => askingAws(what, arn, call);
  // The replica's STS is up when the primary's region is not.
  const caller = callerIn(outputs.buckets.replica.region);
  const [seen, objections] = await Promise.all([
    asking("read the switch", () => store.read()),
    anyway ? [] : objectionsTo(side, outputs, address),
  ]);
  const isThere = seen.side === side;
  const stays = hold ?? (side === "replica" ? untilThrown : undefined);
  const isSo = (state: SwitchState) =>
    state.side === side && hold === undefined && holdOf(state, Date.now()) === stays;
  const already = (state: SwitchState) => {
    const { hold: _, ...last } = thrownBy(state) ?? {};
    const holds = holdOf(state, Date.now());
    return { ...last, ...(holds && { hold: holds }), site, side, changed: false as const };
  };
  if (isSo(seen)) return already(seen);
  if (!isThere && objections.length > 0) throw operationsError("SWITCH_NOT_READY", objections.join("; "));
  // The site's name is the answer, so that nobody evacuates the wrong one.
  const held =
    hold !== undefined || isThere
      ? `, and its sentinel ${stays === undefined ? "may throw it again" : `leaves it so ${holdWords(stays)}`}`
      : "";
  const goes = isThere ? "goes" : "will go";
  await confirm(`Every miss of ${site} ${goes} to the ${side} first${held}.`, site);
  return unbroken(async () => {
    const line = { side, at: new Date().toISOString(), by: await caller, reason, ...(hold && { hold }) };
    for (let before = seen; ; ) {
      const meanwhile = await asking("throw the switch", () => store.write(line, before));
      if (meanwhile === undefined)
        return { ...line, site, changed: true, ...(before.side === side && { wasThere: true as const }) };
      if (isSo(meanwhile)) return already(meanwhile);
      const other = thrownBy(meanwhile);
      // Somebody ordered something about the sentinel, and threw nothing.
      const isOrder = meanwhile.side === before.side && other?.at === thrownBy(before)?.at;
      // The sentinel was faster, and does not say for how long. What another person says, this one has not been shown.
      const isSentinels = meanwhile.side === side && other?.by === sentinelName;
      if (!isOrder && !isSentinels)
        throw operationsError("SWITCH_OTHER", `the ${meanwhile.side} is asked first${renderLast(meanwhile)}`);
      before = meanwhile;
    }
  });
}

/** Who threw a switch last, when and why, as the end of a sentence. */
export function renderLast(state: SwitchState): string {
  const last = thrownBy(state);
  if (last === undefined) return "";
  const hold = holdOf(state, Date.now());
  const held = hold === undefined ? "" : ` (held ${holdWords(hold)})`;
  return `, since ${last.at} by ${last.by}: ${last.reason}${held}`;
}

/** Until when a hold lasts. */
export function holdWords(hold: string): string {
  return hold === untilThrown ? "until a person throws the switch" : `until ${hold}`;
}

export function checkReason(reason: string): void {
  const bytes = Buffer.byteLength(reason);
  if (reason.trim() !== "" && bytes <= maxReasonBytes) return;
  throw operationsError(
    "SWITCH_REASON",
    reason.trim() === "" ? "there is no reason" : `the reason has ${bytes} bytes`,
    `Say in at most ${maxReasonBytes} bytes why: --reason "..."; whoever looks next will read it`,
  );
}

/** Milliseconds that an evacuation waits for who throws it. */
const patience = 5_000;

/** ARN of the caller. Visitors do not wait for it: where STS does not say, the line says why. */
export async function callerIn(region: string): Promise<string> {
  try {
    const client = new STSClient({ region, maxAttempts: 2 });
    const abortSignal = AbortSignal.timeout(patience);
    const { Arn } = await client.send(new GetCallerIdentityCommand(), { abortSignal });
    return Arn ?? "unknown";
  } catch (error) {
    return `unknown: ${(error as Error).name}`;
  }
}
