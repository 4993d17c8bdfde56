import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Side } from "../../facts/site/switch";
import { askingAws } from "../aws";
import { operationsError } from "../errors";
import { maxReasonBytes, SwitchStore } from "./switch-store";

export interface ThrowSwitchOptions {
  readonly site: string;
  readonly keyValueStoreArn: string;
  /** Where the caller's name is asked for: the replica's region, which is up when the primary's is not. */
  readonly region: string;
  readonly side: Side;
  readonly reason: string;
  /** Asks before anything is changed. @throws where the answer is another one */
  readonly confirm: (question: string, answer: string) => Promise<void>;
}

/** A switch as it is now. */
export type ThrownSwitch = { readonly site: string; readonly side: Side } & (
  | { readonly changed: false }
  | { readonly changed: true; readonly by: string; readonly reason: string }
);

/** Sends visitors to one region first, and writes down who did it, when and why. */
export async function throwSwitch(options: ThrowSwitchOptions): Promise<ThrownSwitch> {
  const { site, side, reason } = options;
  checkReason(reason);
  const store = new SwitchStore(options.keyValueStoreArn);
  const asking = <T>(what: string, call: () => Promise<T>) => askingAws(what, options.keyValueStoreArn, call);
  const before = await asking("read the switch", () => store.read());
  if (before.side === side) return { site, side, changed: false };
  // The site's name is the answer, so that nobody evacuates the wrong one.
  await options.confirm(`Every miss of ${site} will go to the ${side} first.`, site);
  const by = await caller(options.region);
  const line = { side, at: new Date().toISOString(), by, reason };
  await asking("throw the switch", () => store.write(line));
  return { site, side, changed: true, by, reason };
}

function checkReason(reason: string): void {
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
async function caller(region: string): Promise<string> {
  try {
    const client = new STSClient({ region, maxAttempts: 2 });
    const abortSignal = AbortSignal.timeout(patience);
    const { Arn } = await client.send(new GetCallerIdentityCommand(), { abortSignal });
    return Arn ?? "unknown";
  } catch (error) {
    return `unknown: ${(error as Error).name}`;
  }
}
