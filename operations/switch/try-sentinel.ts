import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { CanaryRun } from "../../switch/sentinel/canary";
import { askingAws } from "../aws";
import { operationsError } from "../errors";
import { type SiteOutputs, sentinelsOf } from "../outputs";

/** Longest that the deployed function may take, which its own timeout ends. Milliseconds. */
const longest = 90_000;

/** A canary run, and where the sentinel is that ran it. */
export interface TriedSentinel extends CanaryRun {
  readonly region: string;
}

/**
 * Lets each deployed sentinel try itself: with its own rights, on what it sees of both regions, at keys that no edge reads.
 * One after the other: the keys are the same.
 * @throws {OutlastError} SENTINEL_NONE, SENTINEL_UNTRIED
 */
export async function trySentinels(outputs: SiteOutputs): Promise<readonly TriedSentinel[]> {
  const sentinels = sentinelsOf(outputs);
  if (sentinels.length === 0)
    throw operationsError("SENTINEL_NONE", `${outputs.site} was deployed without one`);
  const tried: TriedSentinel[] = [];
  for (const one of sentinels) tried.push({ region: one.region, ...(await trySentinel(one)) });
  return tried;
}

async function trySentinel({ name, region }: ReturnType<typeof sentinelsOf>[number]): Promise<CanaryRun> {
  const requestHandler = { connectionTimeout: 3_000, requestTimeout: longest, throwOnRequestTimeout: true };
  const client = new LambdaClient({ region, maxAttempts: 1, requestHandler });
  const { FunctionError, Payload } = await askingAws("call", `${name} (${region})`, () =>
    client.send(new InvokeCommand({ FunctionName: name, Payload: Buffer.from('{"canary":true}') })),
  );
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString() || "null");
  if (FunctionError !== undefined)
    throw operationsError(
      "SENTINEL_UNTRIED",
      `${name}: ${(answer as { errorMessage?: string })?.errorMessage}`,
    );
  if (!isRun(answer)) throw operationsError("SENTINEL_UNTRIED", `${name} knows no canary`);
  return answer;
}

function isRun(answer: unknown): answer is CanaryRun {
  return typeof answer === "object" && answer !== null && "reports" in answer && "returned" in answer;
}
