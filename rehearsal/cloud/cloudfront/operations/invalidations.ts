import { invalidationPathProblem } from "../../../../facts/cloudfront/invalidation-path";
import { invalidationQuotas as limits } from "../../../../facts/cloudfront/limits";
import type { CloudFrontContext } from "../context";
import { CloudFrontError, invalidArgument } from "../errors";
import type { Handlers } from "../handler";
import { pageOf } from "../pages";
import type { InputOf, InvalidationBatch } from "../schema/plain";
import { projectOutput } from "../schema/project";
import type { StoredInvalidation } from "../state";

/** Whether the caches are rid of the paths. */
export function isCompleted(invalidation: StoredInvalidation, now: number, invalidationMs: number): boolean {
  return now >= invalidation.created + invalidationMs;
}

/** Invalidations. */
export function invalidationOperations(context: CloudFrontContext): Handlers {
  const { state, ids, clock, invalidationMs, invalidated } = context;
  const statusOf = (invalidation: StoredInvalidation) =>
    isCompleted(invalidation, clock.now(), invalidationMs) ? "Completed" : "InProgress";
  const valuesOf = (invalidation: StoredInvalidation, distributionId: string) => ({
    Id: invalidation.id,
    Status: statusOf(invalidation),
    CreateTime: invalidation.created,
    InvalidationBatch: invalidation.batch,
    Location: `/2020-05-31/distribution/${distributionId}/invalidation/${invalidation.id}`,
  });
  return {
    CreateInvalidation: (input, operation) => {
      const { DistributionId, InvalidationBatch: batch } = input as InputOf<"CreateInvalidation">;
      const distribution = state.distributions.get(DistributionId);
      const known = repeated(distribution.invalidations, batch);
      if (known) return projectOutput(operation, valuesOf(known, distribution.id));
      const running = distribution.invalidations.filter((one) => statusOf(one) === "InProgress");
      checkBatch(batch, running);
      const invalidation = { id: ids.short("I"), created: clock.now(), batch };
      state.distributions.put({
        ...distribution,
        invalidations: [...distribution.invalidations, invalidation],
      });
      invalidated(distribution.id, batch.Paths);
      return projectOutput(operation, valuesOf(invalidation, distribution.id));
    },
    GetInvalidation: (input, operation) => {
      const { DistributionId, Id } = input as InputOf<"GetInvalidation">;
      const distribution = state.distributions.get(DistributionId);
      const invalidation = distribution.invalidations.find((one) => one.id === Id);
      if (!invalidation)
        throw new CloudFrontError("NoSuchInvalidation", "The specified invalidation does not exist.");
      return projectOutput(operation, valuesOf(invalidation, distribution.id));
    },
    ListInvalidations: (input, operation) => {
      const { id, invalidations } = state.distributions.get(String(input.DistributionId));
      return pageOf(
        operation,
        input,
        [...invalidations].reverse().map((one) => valuesOf(one, id)),
      );
    },
  };
}

/** The same reference with the same paths is the same request again. */
function repeated(
  invalidations: readonly StoredInvalidation[],
  batch: InvalidationBatch,
): StoredInvalidation | undefined {
  const known = invalidations.find((one) => one.batch.CallerReference === batch.CallerReference);
  if (known === undefined) return undefined;
  if (JSON.stringify(known.batch.Paths) === JSON.stringify(batch.Paths)) return known;
  throw new CloudFrontError(
    "InvalidationBatchAlreadyExists",
    "The CallerReference was used before with other paths.",
    409,
  );
}

function checkBatch(batch: InvalidationBatch, running: readonly StoredInvalidation[]): void {
  if (batch.Paths.length === 0) throw invalidArgument("An invalidation names at least one path.");
  if (batch.CallerReference === "") throw invalidArgument("The CallerReference is empty.");
  const problem = batch.Paths.map(invalidationPathProblem).find((one) => one !== undefined);
  if (problem !== undefined)
    throw invalidArgument(`Your request contains one or more invalid invalidation paths: ${problem}`);
  const paths = [...running.flatMap((one) => one.batch.Paths), ...batch.Paths];
  if (batch.Paths.length > limits.paths)
    throw new CloudFrontError("BatchTooLarge", `An invalidation names at most ${limits.paths} paths.`);
  if (paths.length > limits.paths || paths.filter((path) => path.endsWith("*")).length > limits.wildcards)
    throw new CloudFrontError(
      "TooManyInvalidationsInProgress",
      `At most ${limits.paths} paths, and ${limits.wildcards} with a wildcard, are invalidated at a time.`,
    );
}
