import { invalidationPathProblem } from "../../../../facts/cloudfront/invalidation-path";
import { invalidationQuotas as limits } from "../../../../facts/cloudfront/limits";
import { xmlResponse } from "../../http";
import { element, xmlDocument } from "../../xml/element";
import type { CloudFrontContext } from "../context";
import { CloudFrontError, invalidArgument } from "../errors";
import { markedList, pageOf, timestamp } from "../lists";
import type { Operation } from "../operation";
import { type InvalidationBatch, invalidationBatch } from "../shapes/functions";
import type { StoredInvalidation } from "../state";

/** Whether the caches are rid of the paths. */
export function isCompleted(invalidation: StoredInvalidation, now: number, invalidationMs: number): boolean {
  return now >= invalidation.created + invalidationMs;
}

/** Invalidations. */
export function invalidationOperations(context: CloudFrontContext): Operation[] {
  const { state, ids, clock, invalidationMs, invalidated } = context;
  const statusOf = (invalidation: StoredInvalidation) =>
    isCompleted(invalidation, clock.now(), invalidationMs) ? "Completed" : "InProgress";
  const answer = (status: number, invalidation: StoredInvalidation, distributionId: string) => {
    const content =
      element("Id", invalidation.id) +
      element("Status", statusOf(invalidation)) +
      element("CreateTime", timestamp(invalidation.created)) +
      invalidationBatch.write("InvalidationBatch", invalidation.batch);
    const location = `/2020-05-31/distribution/${distributionId}/invalidation/${invalidation.id}`;
    return xmlResponse(status, xmlDocument("Invalidation", content), status === 201 ? { location } : {});
  };
  return [
    {
      name: "CreateInvalidation",
      method: "POST",
      path: "/distribution/{id}/invalidation",
      handle: (call) => {
        const distribution = state.distributions.get(call.parameter("id"));
        const batch = call.body("InvalidationBatch", invalidationBatch);
        const known = repeated(distribution.invalidations, batch);
        if (known) return answer(201, known, distribution.id);
        const running = distribution.invalidations.filter((one) => statusOf(one) === "InProgress");
        checkBatch(batch, running);
        const invalidation = { id: ids.short("I"), created: clock.now(), batch };
        state.distributions.put({
          ...distribution,
          invalidations: [...distribution.invalidations, invalidation],
        });
        invalidated(distribution.id, batch.Paths);
        return answer(201, invalidation, distribution.id);
      },
    },
    {
      name: "GetInvalidation",
      method: "GET",
      path: "/distribution/{id}/invalidation/{invalidation}",
      handle: (call) => {
        const distribution = state.distributions.get(call.parameter("id"));
        const invalidation = distribution.invalidations.find(
          (one) => one.id === call.parameter("invalidation"),
        );
        if (!invalidation)
          throw new CloudFrontError("NoSuchInvalidation", "The specified invalidation does not exist.");
        return answer(200, invalidation, distribution.id);
      },
    },
    {
      name: "ListInvalidations",
      method: "GET",
      path: "/distribution/{id}/invalidation",
      handle: (call) => {
        const { invalidations } = state.distributions.get(call.parameter("id"));
        const page = pageOf([...invalidations].reverse(), (one) => one.id, call);
        const list = markedList(page, (one) =>
          element(
            "InvalidationSummary",
            element("Id", one.id) +
              element("CreateTime", timestamp(one.created)) +
              element("Status", statusOf(one)),
          ),
        );
        return xmlResponse(200, xmlDocument("InvalidationList", list));
      },
    },
  ];
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
