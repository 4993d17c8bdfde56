import { healthPaths, noRelease, type RegionHealth, regionHealth } from "../../facts/site/health";
import type { Side } from "../../facts/site/switch";
import { type Ask, failureOf } from "../verify/ask";
import type { StatusCheck } from "./check";

/** Asks one region by itself, through the path that never caches and never fails over. */
export async function askRegion(ask: Ask, origin: string, side: Side): Promise<RegionHealth> {
  try {
    const { status, text } = await ask(new URL(healthPaths[side], origin).href);
    return regionHealth(status, text);
  } catch (error) {
    return { ok: false, detail: `unknown: ${failureOf(error)}` };
  }
}

/** Whether a region answers for itself. */
export function originCheck(side: Side, { ok, detail }: RegionHealth): StatusCheck {
  return { name: `origin-${side}`, ok, detail };
}

/** The release that each region holds, where both say so and agree. */
export function releaseCheck(primary: RegionHealth, replica: RegionHealth): StatusCheck {
  const name = "release";
  if (!primary.ok || !replica.ok) return { name, ok: false, detail: "not known of both regions" };
  if (primary.release === "" && replica.release === "")
    return { name, ok: false, detail: noRelease, state: "no-release" };
  const [first, second] = [primary, replica].map(({ release }) => release || "unknown");
  if (first !== second)
    return { name, ok: false, detail: `${first} in the primary, ${second} in the replica` };
  return { name, ok: first !== "unknown", detail: `${first} in both regions` };
}
