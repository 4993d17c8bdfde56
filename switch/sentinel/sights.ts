import { regionHealth } from "../../facts/site/health";
import type { Side } from "../../facts/site/switch";

/** What one way to a region has shown: its answer, a failure that is the region's own, or nothing that says either. */
export interface Sight {
  readonly seen: "well" | "failing" | "nothing";
  /** Which release it holds, if it says so. */
  readonly release?: string;
  /** For a person, in a line. */
  readonly detail: string;
}

/** One look at both regions. */
export interface Observation {
  /** Milliseconds. */
  readonly at: number;
  /** By S3 itself. */
  readonly direct: Readonly<Record<Side, Sight>>;
  /** Through CloudFront, as visitors come. */
  readonly edge: Readonly<Record<Side, Sight>>;
}

/** An answer to whoever asked for a health document, or why there was none. */
export type HealthAnswer = { readonly status: number; readonly text: string } | { readonly error: string };

/** What CloudFront shows: whatever visitors would not take for an answer is a failure of the region behind it. */
export function edgeSight(answer: HealthAnswer): Sight {
  if ("error" in answer) return { seen: "failing", detail: answer.error };
  const { ok, release, detail } = regionHealth(answer.status, answer.text);
  // Before the first release no region has a document to answer with.
  if (answer.status === 404) return { seen: "well", detail };
  return { seen: ok ? "well" : "failing", ...(release && { release }), detail };
}

/** What S3 shows. Rights that the sentinel has not say nothing of what CloudFront may read. */
export function directSight(answer: HealthAnswer): Sight {
  if ("status" in answer && (answer.status === 401 || answer.status === 403))
    return { seen: "nothing", detail: `refuses the sentinel: ${answer.status}` };
  return edgeSight(answer);
}

/** Whether a region serves visitors: what comes through CloudFront decides, and S3 where that says nothing. */
export function sightOf({ direct, edge }: Observation, side: Side): "well" | "failing" | "doubtful" {
  if (edge[side].seen === "failing" || (edge[side].seen === "nothing" && direct[side].seen === "failing"))
    return "failing";
  return edge[side].seen === "well" && direct[side].seen !== "failing" ? "well" : "doubtful";
}

/** Which release a region holds, as S3 says, or CloudFront where S3 does not. */
export function releaseOf({ direct, edge }: Observation, side: Side): string | undefined {
  return direct[side].release ?? edge[side].release;
}

/** Whether CloudFront itself fails: neither region answers through it, and both do by themselves. */
export function edgeFails({ direct, edge }: Observation): boolean {
  const both = (sights: Observation["edge"], seen: Sight["seen"]) =>
    sights.primary.seen === seen && sights.replica.seen === seen;
  return both(edge, "failing") && both(direct, "well");
}
