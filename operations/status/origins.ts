import type { StatusCheck } from "./check";

/** How long one region may take to answer for itself, in milliseconds. */
const patience = 15_000;

/** What a release writes for each region to answer with; docs/releases.md. */
interface HealthDocument {
  readonly region?: string;
  readonly release?: string;
}

/** Asks one region by itself, through the path that never caches and never fails over. */
export async function originCheck(
  url: string,
  side: "primary" | "replica",
): Promise<Omit<StatusCheck, "name">> {
  const answer = await fetch(new URL(`/.well-known/outlast/${side}`, url), {
    signal: AbortSignal.timeout(patience),
    redirect: "manual",
  });
  if (answer.status !== 200) return { ok: false, detail: `answers ${answer.status}` };
  const { region, release } = documentOf(await answer.text());
  return { ok: true, detail: `answers${region ? ` from ${region}` : ""}, release ${release ?? "unknown"}` };
}

/** The release that each region holds, where both say so and agree. */
export function releaseCheck(primary: StatusCheck, replica: StatusCheck): Omit<StatusCheck, "name"> {
  const [first, second] = [primary, replica].map(({ detail }) => /release (\S+)$/.exec(detail)?.[1]);
  if (first === undefined || second === undefined) return { ok: false, detail: "not known of both regions" };
  if (first !== second) return { ok: false, detail: `${first} in the primary, ${second} in the replica` };
  return { ok: first !== "unknown", detail: `${first} in both regions` };
}

function documentOf(text: string): HealthDocument {
  try {
    return JSON.parse(text) as HealthDocument;
  } catch {
    return {};
  }
}
