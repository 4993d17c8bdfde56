import { toStoreError } from "../release/aws/store-errors";
import { operationsError } from "./errors";

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
