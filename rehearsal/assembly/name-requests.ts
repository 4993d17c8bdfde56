import { HeaderMap } from "../../facts/http/header-map";
import type { ViewerResponse } from "../edge";
import type { Origin } from "../edge/model";
import type { AttemptLimits, Clock, OriginOutcome, OriginRequest } from "../edge/ports";

/** A name that is asked by somebody who signs nothing. */
export function customOrigin(domainName: string): Origin {
  return {
    ...{ id: domainName, domainName, originPath: "", customHeaders: [], connectionAttempts: 1 },
    ...{ connectionTimeout: 10, readTimeout: 30, kind: { type: "s3", access: { type: "none" } } },
  };
}

/** A GET by nobody in particular. */
export function plainRequest(path: string, host: string): OriginRequest {
  return {
    ...{ method: "GET", scheme: "http", path, query: "", sourceArn: "" },
    headers: new HeaderMap({ host }),
  };
}

/** An answer, or silence once it has taken longer than the limit for it. */
export async function within(
  { readTimeout }: AttemptLimits,
  clock: Clock,
  answer: Promise<OriginOutcome>,
): Promise<OriginOutcome> {
  const answered = new AbortController();
  const silence = clock.sleep(readTimeout, answered.signal).then(
    (): OriginOutcome => ({ kind: "read-timeout" }),
    () => answer,
  );
  try {
    return await Promise.race([answer, silence]);
  } finally {
    answered.abort();
  }
}

/** What a visitor sees of an answer that did not come by the edge; undefined where there is none. */
export function directAnswer(
  name: string,
  outcome: OriginOutcome,
  duration: number,
): ViewerResponse | undefined {
  if (outcome.kind !== "response") return undefined;
  const { status, statusText, headers, body } = outcome;
  const origins = [{ originId: name, outcome: status, duration }];
  const trace = { distributionId: "", behavior: "", result: "Direct", origins, duration, stale: false };
  return { status, statusText, headers, body, trace };
}
