import type { Target } from "../../terraform/plan/plan-configuration";
import { asJson, listOf } from "../../terraform/value";
import type { Change } from "./change";
import type { PlanContext } from "./rule";
import { textAt } from "./values";

/** Whether a resource of S3 belongs to a bucket that a distribution of the plan writes its access logs into. */
export function isOfLogBucket(change: Change, { changes, configuration }: PlanContext): boolean {
  const place = placeOf(change);
  const own = configuration.targets(configuration.written(place).bucket, place).map(named);
  const name = textAt(change.after, "bucket") ?? textAt(change.before, "bucket");
  return changes
    .filter(({ type }) => type === "aws_cloudfront_distribution")
    .some((distribution) => {
      const domain = textAt(distribution.after, "logging_config", "bucket");
      if (name !== undefined && domain?.startsWith(`${name}.s3.`)) return true;
      const at = placeOf(distribution);
      const logs = listOf(configuration.written(at).logging_config).map((block) => asJson(block).bucket);
      return logs.some((written) =>
        configuration.targets(written, at).some((one) => own.includes(named(one))),
      );
    });
}

function placeOf({ address, isData, name, type }: Change) {
  return { address, name, type, mode: isData ? "data" : "managed" } as const;
}

function named({ modules, name, type }: Target): string {
  return [...modules, type, name].join(".");
}
