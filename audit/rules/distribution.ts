import type { Judged } from "./judged";
import type { AuditRule } from "./rule";
import { type AuditedSite, type Behaviour, domainOf } from "./site";

export const distributionTypes = ["aws_cloudfront_distribution"];

/** A rule that judges each behaviour by itself. */
export function perBehaviour(
  rule: Omit<AuditRule, "types" | "judge">,
  attribute: string,
  isBad: (behaviour: Behaviour, site: AuditedSite, distribution: Judged) => string | undefined,
): AuditRule {
  return {
    ...rule,
    types: distributionTypes,
    judge: (distribution, site) =>
      site.behaviours(distribution).flatMap((behaviour) => {
        const says = isBad(behaviour, site, distribution);
        return says === undefined
          ? []
          : [{ attribute: behaviour.part.at(attribute), says: `${behaviour.pattern} ${says}` }];
      }),
  };
}

/** A rule that judges each block of a kind by itself: `origin_group`, `custom_error_response`. */
export function perBlock(
  rule: Omit<AuditRule, "types" | "judge">,
  [block, attribute]: readonly [block: string, attribute: string],
  isBad: (block: Judged, site: AuditedSite, distribution: Judged) => string | undefined,
): AuditRule {
  return {
    ...rule,
    types: distributionTypes,
    judge: (distribution, site) =>
      distribution.blocks(block).flatMap((one) => {
        const says = isBad(one, site, distribution);
        return says === undefined ? [] : [{ attribute: one.at(attribute), says }];
      }),
  };
}

/** At which events a behaviour runs a kind of functions. */
export const eventsOf = (behaviour: Behaviour, kind: "function" | "lambda_function") =>
  behaviour.part.blocks(`${kind}_association`).map((one) => one.text("event_type") ?? "");

export const isOfBuckets = ({ origins }: Behaviour, site: AuditedSite) =>
  origins.some((origin) => site.bucketOf(origin) !== undefined || /\.s3[.-]/.test(domainOf(origin)));

/** Whether a function may lead a folder to its page before a bucket is asked. */
export const rewrites = (behaviour: Behaviour) =>
  [...eventsOf(behaviour, "function"), ...eventsOf(behaviour, "lambda_function")].some((event) =>
    event.endsWith("-request"),
  );

/** CloudFront's own functions of a behaviour at an event, as far as they are in the configuration. */
export function functionsOf(part: Judged, site: AuditedSite, event: string): readonly Judged[] {
  const associations = part.blocks("function_association").filter((one) => one.text("event_type") === event);
  const arns = associations.map((one) => one.text("function_arn"));
  return site.all("aws_cloudfront_function").filter((one) => arns.includes(one.knownText("arn")));
}
