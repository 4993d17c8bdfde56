import { SwitchStore } from "../../switch/switch-store";
import { askingAws } from "../aws";
import { operationsError } from "../errors";
import type { SiteOutputs } from "../outputs";
import { callerIn, checkReason } from "./throw-switch";

export interface OrderSentinelOptions {
  readonly outputs: SiteOutputs;
  readonly order: "on" | "off";
  readonly reason: string;
}

/**
 * Keeps the sentinel from the switch, or lets it throw it again; who, when and why is written beside the switch.
 * @returns whether anything has changed
 * @throws {OutlastError} SENTINEL_NONE for a site that has none
 */
export async function orderSentinel({ order, outputs, reason }: OrderSentinelOptions): Promise<boolean> {
  if (outputs.sentinel === undefined)
    throw operationsError("SENTINEL_NONE", `${outputs.site} was deployed without one`);
  checkReason(reason);
  const { key_value_store_arn: arn } = outputs;
  const store = new SwitchStore(arn);
  const caller = callerIn(outputs.buckets.replica.region);
  const seen = await askingAws("read the switch", arn, () => store.read());
  const line = { by: await caller, reason, order: true, sentinel: order } as const;
  for (let before = seen; ; ) {
    const { audit, side } = before;
    if ((audit[0]?.sentinel === "off") === (order === "off")) return false;
    const ordered = { ...line, side, at: new Date().toISOString() };
    const meanwhile = await askingAws("write beside the switch", arn, () => store.write(ordered, before));
    if (meanwhile === undefined) return true;
    // Whoever has thrown it meanwhile has not said this: the sentinel itself most of all.
    before = meanwhile;
  }
}
