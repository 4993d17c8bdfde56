import { OutlastError } from "../../errors/outlast-error";
import { isSilence } from "../aws/store-errors";
import { releaseError } from "../errors";
import type { InvalidationPlan, StartedInvalidation } from "../ports";
import type { Run } from "./context";
import type { ReleaseLock } from "./lock";

/** What became of a release's invalidation. */
export interface InvalidationResult {
  readonly id: string;
  /** Absent when nobody waited; false when the wait ended first. */
  readonly completed?: boolean;
  /** Why nobody knows when it is complete: CloudFront took it, and did not answer for it afterwards. */
  readonly unwatched?: string;
}

/** Starts the invalidation, if there is anything to invalidate. */
export async function startInvalidation(
  { invalidator, progress }: Run,
  { paths }: InvalidationPlan,
  reference: string,
): Promise<StartedInvalidation | undefined> {
  if (paths.length === 0) return undefined;
  progress.report({ type: "invalidating", paths });
  try {
    return await invalidator.invalidate(paths, reference);
  } catch (error) {
    throw releaseError("RELEASE_INVALIDATION_FAILED", said(error), { cause: error });
  }
}

/**
 * Waits until every edge has dropped the old pages: a service worker that took one from an edge would keep it as the new
 * one.
 */
export async function completeInvalidation(
  { progress }: Run,
  { id, wait }: StartedInvalidation,
  lock: ReleaseLock,
): Promise<void> {
  progress.report({ type: "waiting-for-invalidation", id });
  const completed = await wait(() => lock.keep()).catch((error: unknown) => {
    if (error instanceof OutlastError) throw error;
    throw releaseError("RELEASE_INVALIDATION_FAILED", said(error), { cause: error });
  });
  if (!completed)
    throw releaseError("RELEASE_INVALIDATION_FAILED", `${id} is not complete, and a service worker waits`);
}

/** Waits if that is asked for. The release is complete by now, so nothing that goes wrong here makes it fail. */
export async function watchInvalidation(
  { options, progress }: Run,
  { id, wait }: StartedInvalidation,
): Promise<InvalidationResult> {
  if (!options.waitForInvalidation) return { id };
  progress.report({ type: "waiting-for-invalidation", id });
  try {
    return { id, completed: await wait() };
  } catch (error) {
    return { id, completed: false, unwatched: said(error) };
  }
}

function said(error: unknown): string {
  return isSilence(error as Error) ? "CloudFront does not answer" : String(error);
}
