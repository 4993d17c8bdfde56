import type { DistributionSummary } from "@aws-sdk/client-cloudfront";
import type { StatusCheck } from "../../operations/status/check";
import { type Examination, looking, together } from "./examination";
import { type QuotaClients, type QuotaKind, type QuotaUse, quotaKinds } from "./quota-kinds";

/**
 * Whether what the stacks make has room beside what the account has: a quota that is met ends a deployment in its middle.
 *
 * @param configurations the JSON of each stack
 * @param distributions those of the account
 */
export async function quotaChecks(
  configurations: readonly string[],
  distributions: () => Promise<readonly DistributionSummary[]>,
  clients: QuotaClients,
): Promise<Examination> {
  const looks = quotaKinds(clients, distributions).map((kind) =>
    looking(`how many ${kind.name} the account has`, async () => {
      const wanted = configurations.flatMap((one) => namesIn(one, kind));
      return wanted.length === 0 ? [] : [quotaCheck(kind.name, wanted, await kind.held())];
    }),
  );
  return together(await Promise.all(looks));
}

/** From this share of a quota on, the next site may be the one that does not fit. */
const near = 0.8;

/** @param wanted names of what is to be there; what is there already takes no more room */
export function quotaCheck(name: string, wanted: readonly string[], { most, names }: QuotaUse): StatusCheck {
  const there = new Set(names);
  const toCome = new Set(wanted.filter((one) => !there.has(one))).size;
  const total = there.size + toCome;
  const counted = `${there.size} in the account, ${toCome} to come, of ${most}`;
  const check = (ok: boolean, detail: string) => ({ name: `quota ${name}`, ok, detail });
  if (total <= most * near || toCome === 0) return check(true, counted);
  if (total <= most) return check(true, `${counted}: near the quota`);
  if (there.size > most)
    return check(true, `${counted}: the quota has been raised, to what was not looked at`);
  return check(false, `${counted}: ask for a higher quota first (Service Quotas), unless it was raised`);
}

function namesIn(configuration: string, { named = "name", type }: QuotaKind): string[] {
  const { resource = {} }: { resource?: Record<string, Record<string, Record<string, unknown>>> } =
    JSON.parse(configuration);
  return Object.values(resource[type] ?? {}).map((attributes) => String(attributes[named]));
}
