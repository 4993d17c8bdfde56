import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { hasInnerStar, invalidationPathProblem } from "../facts/cloudfront/invalidation-path";
import { type DeployedAt, invalidatorOf } from "../release/aws/site-context";
import type { StartedInvalidation } from "../release/ports";
import { requireControlPlanes } from "./control-planes";
import { operationsError } from "./errors";

/** @throws {OutlastError} `INVALIDATION_PATH` with every path that CloudFront would not take */
export function refuseWrongPaths(paths: readonly string[]): void {
  const problems = paths.map(problemOf).filter((problem) => problem !== undefined);
  if (problems.length === 0) return;
  throw operationsError("INVALIDATION_PATH", problems.join("\n"));
}

/** CloudFront takes a "*" within a path, and drops nothing but what is called so. */
function problemOf(path: string): string | undefined {
  const problem = invalidationPathProblem(path);
  if (problem !== undefined || !hasInnerStar(path)) return problem;
  return `"${path}" has a "*" that is not its last character, where it stands for itself alone`;
}

/** Drops paths from every edge; asking for it, and waiting, throw `INVALIDATION_FAILED`; `CONTROL_PLANE_SILENT` within seconds. */
export async function invalidate(
  site: Pick<DeployedAt, "distribution">,
  paths: readonly string[],
): Promise<StartedInvalidation> {
  await requireControlPlanes(["CloudFront"]);
  const clock = { now: () => Date.now(), sleep: (ms: number) => delay(ms) };
  const started = await asking(() => invalidatorOf(site, clock).invalidate(paths, randomUUID()));
  return { id: started.id, wait: (between) => asking(() => started.wait(between)) };
}

async function asking<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw operationsError(
      "INVALIDATION_FAILED",
      `CloudFront refuses: ${error instanceof Error ? `${error.name}: ${error.message}` : error}`,
    );
  }
}
