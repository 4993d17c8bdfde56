import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { CanaryRun } from "../../switch/sentinel/canary";
import { askingAws } from "../aws";
import { operationsError } from "../errors";
import type { SiteOutputs } from "../outputs";

/** Longest that the deployed function may take, which its own timeout ends. Milliseconds. */
const longest = 90_000;

/**
 * Lets the deployed sentinel try itself: with its own rights, on what it sees of both regions, at keys that no edge reads.
 * @throws {OutlastError} SENTINEL_NONE, SENTINEL_UNTRIED
 */
export async function trySentinel({ sentinel, site }: SiteOutputs): Promise<CanaryRun> {
  if (sentinel === undefined) throw operationsError("SENTINEL_NONE", `${site} was deployed without one`);
  const { name, region } = sentinel;
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
