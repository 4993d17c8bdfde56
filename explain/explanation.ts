import type { SiteConfig } from "../config/schema";
import { known, type Resource, type Resources } from "../terraform/resources";
import { asJson, type Json, listOf, textsOf } from "../terraform/value";
import { type Access, accessOf } from "./access";
import { type Default, defaultsOf } from "./defaults";

/** Something that is so, and the resources that make it so. */
export interface Fact {
  readonly text: string;
  readonly by: readonly string[];
}

/** A site for a person who has to sign it. */
export interface Explanation {
  readonly site: string;
  readonly access: readonly Access[];
  readonly regions: readonly Fact[];
  readonly logs: readonly Fact[];
  readonly failover: readonly Fact[];
  readonly defaults: readonly Default[];
}

/** Says what the Terraform of a site means, from the resources and not from the config; `given` is what its file says, `state` the stack of state and CI. */
export function explain(
  site: SiteConfig,
  given: unknown,
  resources: Resources,
  state?: Resources,
): Explanation {
  const [distribution] = resources.ofType("aws_cloudfront_distribution");
  const arn = distribution && known(distribution, "arn");
  return {
    site: site.name,
    access: accessOf(state ? [resources, state] : [resources], typeof arn === "string" ? arn : undefined),
    regions: regionsOf(resources),
    logs: logsOf(resources, distribution),
    failover: distribution ? failoverOf(distribution) : [],
    defaults: defaultsOf(given, site),
  };
}

function regionsOf(resources: Resources): Fact[] {
  const regionOf = (bucket: unknown) =>
    resources
      .ofType("aws_s3_bucket")
      .find((one) => known(one, "arn") === bucket || known(one, "bucket") === bucket)?.region ??
    "a region that the file does not say";
  const copies = resources.ofType("aws_s3_bucket_replication_configuration").map((one): Fact => {
    const [rule] = listOf(known(one, "rule"));
    const [destination] = [rule?.destination ?? null].flat();
    const to = regionOf(asJson(destination).bucket);
    return { text: `Content is copied from ${regionOf(known(one, "bucket"))} to ${to}.`, by: [one.address] };
  });
  const topics = resources.ofType("aws_cloudwatch_metric_alarm").map(({ region }) => region);
  const elsewhere = [...new Set(topics)].filter((region) => region !== undefined);
  return [
    ...resources
      .ofType("aws_s3_bucket")
      .map(
        (one): Fact => ({ text: `${String(known(one, "bucket"))} is in ${one.region}.`, by: [one.address] }),
      ),
    ...copies,
    ...resources.ofType("aws_cloudfront_distribution").map((one): Fact => {
      const places = known(one, "price_class") ?? "PriceClass_All";
      return {
        text: `Visitors' requests are taken, and content is cached, at the edge locations of ${String(places)}, wherever these are.`,
        by: [one.address],
      };
    }),
    ...atEdge(resources).map((one): Fact => {
      return {
        text: "The Lambda@Edge function runs, and logs, in the region nearest to the visitor.",
        by: [one.address],
      };
    }),
    ...(elsewhere.length > 0
      ? [{ text: `Alarms, and the metrics that they watch, are in ${elsewhere.sort().join(", ")}.`, by: [] }]
      : []),
  ];
}

/** Functions of Lambda that the edge runs: Lambda@Edge takes none that has variables, and what has them runs in its region. */
function atEdge(resources: Resources): readonly Resource[] {
  return resources
    .ofType("aws_lambda_function")
    .filter(({ attributes }) => attributes.get("environment") === undefined);
}

function logsOf(resources: Resources, distribution: Resource | undefined): Fact[] {
  const [config] = distribution ? listOf(asList(known(distribution, "logging_config"))) : [];
  const access = resources.ofType("aws_s3_bucket_lifecycle_configuration").flatMap((one) => {
    const days = listOf(known(one, "rule")).flatMap(({ expiration }) => {
      const [first] = [expiration ?? null].flat();
      const value = asJson(first).days;
      return typeof value === "number" ? [value] : [];
    });
    return days.length === 0
      ? []
      : [{ text: `Access logs, with visitors' addresses, are kept for ${days[0]} days.`, by: [one.address] }];
  });
  const none = { text: "Visitors' requests are not logged.", by: distribution ? [distribution.address] : [] };
  const forever = {
    text: "Access logs are written, and kept for ever.",
    by: distribution ? [distribution.address] : [],
  };
  return [
    ...(config === undefined && resources.ofType("aws_cloudwatch_log_delivery").length === 0
      ? [none]
      : access.length > 0
        ? access
        : [forever]),
    ...resources.ofType("aws_cloudwatch_log_group").map((one): Fact => {
      const days = known(one, "retention_in_days");
      const time = typeof days === "number" && days > 0 ? `for ${days} days` : "for ever";
      return { text: `${String(known(one, "name"))} in ${one.region} is kept ${time}.`, by: [one.address] };
    }),
    ...atEdge(resources).map((one): Fact => {
      return {
        text: "Log groups that Lambda makes in the other regions of visitors are kept for ever.",
        by: [one.address],
      };
    }),
    ...resources.ofType("aws_cloudfront_function").map((one): Fact => {
      return {
        text: `What ${String(known(one, "name"))} prints is in us-east-1, and kept for ever; it prints nothing of its own accord.`,
        by: [one.address],
      };
    }),
    {
      text: "Calls of S3 and CloudFront are logged where the account has a trail: this site makes none.",
      by: [],
    },
  ];
}

function failoverOf(distribution: Resource): Fact[] {
  const groups = listOf(asList(known(distribution, "origin_group")));
  const first = listOf(asList(known(distribution, "default_cache_behavior"))).map(
    (one): Json => ({ ...one, path_pattern: "*" }),
  );
  const behaviours = [...listOf(asList(known(distribution, "ordered_cache_behavior"))), ...first];
  return behaviours.map((one): Fact => {
    const group = groups.find(({ origin_id }) => origin_id === one.target_origin_id);
    const members = listOf(asList(group?.member)).map(({ origin_id }) => String(origin_id));
    const [criteria] = listOf(asList(group?.failover_criteria));
    const codes = Array.isArray(criteria?.status_codes) ? criteria.status_codes.join(", ") : "";
    const unsafe = textsOf(one.allowed_methods).filter(
      (method) => !["GET", "HEAD", "OPTIONS"].includes(method),
    );
    const text = group
      ? `${String(one.path_pattern)} fails over from ${members.join(" to ")} on ${codes}.`
      : `${String(one.path_pattern)} does not fail over: ${String(one.target_origin_id)} alone answers${unsafe.length > 0 ? `, ${unsafe.join(", ")} too` : ""}.`;
    return { text, by: [distribution.address] };
  });
}

/** JSON has one block as an object, and several as a list. */
function asList(value: unknown) {
  return (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]) as never;
}
