import { OutlastError } from "./outlast-error";

type Checks = readonly (() => unknown)[];
type Results<C extends Checks> = { [Index in keyof C]: Awaited<ReturnType<C[Index]>> };

/**
 * What each of several checks gives, none of which needs another.
 * @throws {OutlastError} with what all of them find wrong
 */
export async function allOf<const C extends Checks>(...checks: C): Promise<Results<C>> {
  const errors: OutlastError[] = [];
  const results: unknown[] = [];
  for (const check of checks)
    try {
      results.push(await check());
    } catch (error) {
      if (!(error instanceof OutlastError)) throw error;
      errors.push(error);
    }
  const [first] = errors;
  if (first === undefined) return results as Results<C>;
  if (errors.length === 1) throw first;
  throw new OutlastError(
    errors.flatMap(({ problems }) => problems),
    { exitCode: first.exitCode },
  );
}
