import type { OutlastError } from "../../../errors/outlast-error";
import { formatMilliseconds, parseMilliseconds } from "../../../facts/duration";
import { regionsError } from "../errors";
import type { Fault, FaultEffect, FaultShare } from "./fault";

const plainKinds = ["refuse", "blackhole", "hang", "reset", "dns", "tls", "paused"] as const;
const statuses = ["403", "404", "500", "503"] as const;

/** The grammar of faults, for messages and help. */
export const faultHelp = `a fault is <target>[:/<key pattern>]=<effect>[@<share>][,for:<duration>]
  effect: ${plainKinds.join(", ")}, ${statuses.join(", ")}, slow:2s, slow:500ms, slow:50KB/s
  share: 50% (by chance), every:3 (every third request), over:100/s (above that rate)
  duration: 500ms, 30s, 10m, 2h, 1d
  such as primary=503, replica=blackhole@50%, primary:/assets/*=slow:2s,for:10m`;

/** Reads a fault as a user writes it. Throws REGIONS_FAULT, which says what is allowed. */
export function parseFault(text: string, targets?: readonly string[]): Fault {
  const match = /^([^:=]+)(?::\/?([^=]*))?=([^@,]+)(?:@([^,]+))?(?:,for:(.+))?$/.exec(text.trim());
  if (match === null) throw refuse(text, "it is not of that form");
  const [, target = "", keyPattern, effectText = "", shareText, durationText] = match;
  const problems: string[] = [];
  if (targets !== undefined && !targets.includes(target))
    problems.push(`no target "${target}"; there is ${targets.join(", ")}`);
  if (keyPattern === "") problems.push("the key pattern is empty; leave it out for every key");
  const effect = parseEffect(effectText);
  if (effect === undefined) problems.push(`no effect "${effectText}"`);
  const share = shareText === undefined ? undefined : parseShare(shareText);
  if (shareText !== undefined && share === undefined) problems.push(`no share "${shareText}"`);
  const duration = durationText === undefined ? undefined : parseMilliseconds(durationText);
  if (durationText !== undefined && !duration) problems.push(`no duration "${durationText}"`);
  if (effect?.kind === "paused" && (share || keyPattern))
    problems.push("paused takes neither a share nor a key pattern");
  if (problems.length > 0 || effect === undefined) throw refuse(text, problems.join("; "));
  return {
    target,
    effect,
    ...(keyPattern && { keyPattern }),
    ...(share && { share }),
    ...(duration && { duration }),
  };
}

/** The text that `parseFault` reads as this fault. */
export function formatFault(fault: Fault): string {
  const pattern = fault.keyPattern === undefined ? "" : `:/${fault.keyPattern}`;
  const share = fault.share === undefined ? "" : `@${formatShare(fault.share)}`;
  const duration = fault.duration === undefined ? "" : `,for:${formatMilliseconds(fault.duration)}`;
  return `${fault.target}${pattern}=${formatEffect(fault.effect)}${share}${duration}`;
}

function parseEffect(text: string): FaultEffect | undefined {
  for (const kind of plainKinds) if (text === kind) return { kind };
  const status = statuses.find((allowed) => allowed === text);
  if (status) return { kind: "status", status: Number(status) as 403 | 404 | 500 | 503 };
  if (!text.startsWith("slow:")) return undefined;
  const argument = text.slice("slow:".length);
  const rate = /^(\d+(?:\.\d+)?)(B|KB|MB)\/s$/.exec(argument);
  if (rate) {
    const bytesPerSecond = Number(rate[1]) * { B: 1, KB: 1000, MB: 1_000_000 }[rate[2] as "B" | "KB" | "MB"];
    return bytesPerSecond > 0 ? { kind: "throttle", bytesPerSecond } : undefined;
  }
  const ms = parseMilliseconds(argument);
  return ms ? { kind: "delay", ms } : undefined;
}

function parseShare(text: string): FaultShare | undefined {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (percent) {
    const value = Number(percent[1]) / 100;
    return value > 0 && value <= 1 ? { type: "probability", value } : undefined;
  }
  const every = /^every:([1-9]\d{0,8})$/.exec(text);
  if (every) return { type: "every", n: Number(every[1]) };
  const over = /^over:(\d{1,9})\/s$/.exec(text);
  return over ? { type: "over", perSecond: Number(over[1]) } : undefined;
}

function formatEffect(effect: FaultEffect): string {
  if (effect.kind === "status") return String(effect.status);
  if (effect.kind === "delay") return `slow:${formatMilliseconds(effect.ms)}`;
  if (effect.kind === "throttle") return `slow:${effect.bytesPerSecond}B/s`;
  return effect.kind;
}

function formatShare(share: FaultShare): string {
  if (share.type === "probability") return `${Number((share.value * 100).toFixed(6))}%`;
  return share.type === "every" ? `every:${share.n}` : `over:${share.perSecond}/s`;
}

function refuse(text: string, problem: string): OutlastError {
  return regionsError("REGIONS_FAULT", [`"${text}" is not a fault: ${problem}\n${faultHelp}`]);
}
