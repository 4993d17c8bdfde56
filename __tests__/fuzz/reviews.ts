import { readFileSync } from "node:fs";
import {
  deedsOf,
  differences,
  parsePlan,
  reviewPlan,
  reviewToJson,
  reviewToMarkdown,
} from "../../audit/review";
import { lockDifferences, readLockFile } from "../../delivery/terraform/lock-file";
import { OutlastError } from "../../errors/outlast-error";
import { mutateText } from "./mutate-text";
import type { FuzzTarget } from "./target";
import { plans } from "./terraform";

const [honest = "{}"] = plans.seeds;

/** Plans that are given to `review`, and that `apply` compares with its own. */
export const reviewedPlans: FuzzTarget = {
  seeds: plans.seeds,
  read(text) {
    const reviews = [{ name: "fuzzed", review: reviewPlan(parsePlan(text, "plan.json")) }];
    return [
      reviewToMarkdown(reviews),
      reviewToJson(reviews),
      differences(deedsOf(honest, "own"), deedsOf(text, "plan.json")),
    ];
  },
  isRefusal: (error) => error instanceof OutlastError,
};

const lock = readFileSync("terraform-locks/state.lock.hcl", "utf8");

/** Lock files that come with a plan. */
export const lockFiles: FuzzTarget = {
  seeds: [lock],
  mutate: mutateText,
  read: (text) => [readLockFile(text), lockDifferences(lock, text)],
  isRefusal: () => false,
};
