import type { Origin } from "../model";
import type { BodyStream, Clock, OriginClient, OriginOutcome, OriginRequest, OriginResponse } from "../ports";
import { type FailureKind, isRetried } from "./failures";

export type FetchOutcome = OriginResponse | { readonly kind: FailureKind; readonly reason?: string };

/**
 * Asks one origin, as often as its connection attempts and the method allow, within its response completion
 * timeout (API shape Origin: ConnectionAttempts, ConnectionTimeout, OriginReadTimeout, ResponseCompletionTimeout).
 */
export function fetchWithAttempts(
  client: OriginClient,
  clock: Clock,
  origin: Origin,
  request: OriginRequest,
): Promise<FetchOutcome> {
  const { responseCompletionTimeout: seconds } = origin;
  return seconds === undefined
    ? attempts(client, origin, request, () => false)
    : attemptsWithin(seconds, client, clock, origin, request);
}

async function attemptsWithin(
  seconds: number,
  client: OriginClient,
  clock: Clock,
  origin: Origin,
  request: OriginRequest,
): Promise<FetchOutcome> {
  let isOver = false;
  const finished = new AbortController();
  const work = attempts(client, origin, request, () => isOver);
  const limit = clock.sleep(seconds * 1000, finished.signal).then(
    (): FetchOutcome => {
      isOver = true;
      return { kind: "completion-timeout" };
    },
    () => work,
  );
  try {
    const outcome = await Promise.race([work, limit]);
    if (outcome.kind !== "response" || outcome.stream === undefined) finished.abort();
    else cutAtLimit(outcome.stream, limit, finished);
    return outcome;
  } catch (error) {
    finished.abort();
    throw error;
  }
}

/** The body is part of what the timeout is for. */
function cutAtLimit(stream: BodyStream, limit: Promise<FetchOutcome>, finished: AbortController): void {
  void stream.ended.then(() => finished.abort());
  void limit.then(() => stream.cancel());
}

async function attempts(
  client: OriginClient,
  origin: Origin,
  request: OriginRequest,
  isOver: () => boolean,
): Promise<OriginOutcome> {
  const limits = { connectTimeout: origin.connectionTimeout * 1000, readTimeout: origin.readTimeout * 1000 };
  for (let attempt = 1; ; attempt++) {
    const outcome = await client.fetch(origin, request, limits);
    if (outcome.kind === "response" || attempt >= origin.connectionAttempts || isOver()) return outcome;
    if (!isRetried(outcome.kind, request.method)) return outcome;
  }
}
