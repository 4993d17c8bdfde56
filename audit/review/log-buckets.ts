import type { Target } from "../../terraform/plan/plan-configuration";
import { asJson, listOf, type Value } from "../../terraform/value";
import { textAt } from "../../terraform/values-at";
import type { Change } from "./change";
import type { PlanContext } from "./rule";

/** Whether a resource of S3 belongs to a bucket that the plan's distributions, or its deliveries of logs, write into. */
export function isOfLogBucket(change: Change, { changes, configuration }: PlanContext): boolean {
  const place = placeOf(change);
  const own = configuration.targets(configuration.written(place).bucket, place).map(named);
  const name = textAt(change.after, "bucket") ?? textAt(change.before, "bucket");
  return changes.some((change) => {
    const at = placeOf(change);
    if (change.type === "aws_cloudfront_distribution") {
      const domain = textAt(change.after, "logging_config", "bucket");
      if (name !== undefined && domain?.startsWith(`${name}.s3.`)) return true;
      return leadsTo(blocksOf(configuration.written(at).logging_config, "bucket"), at);
    }
    if (change.type !== "aws_cloudwatch_log_delivery_destination") return false;
    const block = "delivery_destination_configuration";
    const arn = textAt(change.after, block, "destination_resource_arn");
    if (name !== undefined && arn?.split(/[:/]/)[5] === name) return true;
    return leadsTo(blocksOf(configuration.written(at)[block], "destination_resource_arn"), at);
  });

  function leadsTo(written: readonly (Value | undefined)[], at: ReturnType<typeof placeOf>): boolean {
    return written.some((one) =>
      configuration.targets(one, at).some((target) => own.includes(named(target))),
    );
  }
}

function blocksOf(written: Value | undefined, key: string): (Value | undefined)[] {
  return listOf(written).map((block) => asJson(block)[key]);
}

function placeOf({ address, isData, name, type }: Change) {
  return { address, name, type, mode: isData ? "data" : "managed" } as const;
}

function named({ modules, name, type }: Target): string {
  return [...modules, type, name].join(".");
}
