import { toStoreError } from "../release/aws/store-errors";
import { operationsError } from "./errors";

/**
 * What clients are made with that a person waits for: a service that takes connections and says nothing is given up
 * within a quarter of a minute. Milliseconds.
 */
export const impatient = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 6_000, throwOnRequestTimeout: true },
};

/** The same for what a deployment asks besides, which has minutes: on a machine that is busy, an answer takes longer. */
export const bounded = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
};

/**
 * Runs calls to AWS. What a service or the network does not grant becomes an error that says which call it was, in
 * place of the SDK's own.
 *
 * @param where what is asked, for the message
 * @throws {OutlastError} AWS_REFUSED
 */
export async function askingAws<T>(operation: string, where: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const known = toStoreError(error, operation, where);
    if (known === undefined) throw error;
    throw operationsError("AWS_REFUSED", known.value, undefined, { cause: error });
  }
}
