import { readFileSync } from "node:fs";
import { strFromU8, strToU8, type Zippable, zipSync } from "fflate";
import {
  deedsOf,
  differences,
  parsePlan,
  reviewPlan,
  reviewToJson,
  reviewToMarkdown,
} from "../../audit/review";
import { readAbout } from "../../delivery/github/about";
import { unpackEvidence } from "../../delivery/github/artifact";
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

const kept: Zippable = {
  "shop/plan.json": strToU8(honest),
  "shop/terraform.lock.hcl": strToU8(lock),
  "about.json": strToU8('{"pullRequest":7,"base":"main","head":"beef"}'),
};

/** Artifacts of runs that planned, byte by byte. */
export const artifacts: FuzzTarget = {
  seeds: ([0, 6] as const).map((level) =>
    strFromU8(zipSync(kept, { level, mtime: "2026-01-01T00:00:00" }), true),
  ),
  mutate: mutateText,
  read(text) {
    const { "about.json": about = new Uint8Array() } = unpackEvidence(strToU8(text, true));
    return readAbout(strFromU8(about));
  },
  isRefusal: (error) => error instanceof OutlastError,
};
