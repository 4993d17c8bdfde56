import { describe, expect, test } from "vitest";
import { loadSite } from "../../rehearsal/terraform/site";
import { PlanResources } from "../../terraform/plan/plan-resources";
import { Findings } from "../../terraform/problems";
import { typeVerdict } from "../../terraform/type-verdicts";
import { asJson, parseJson } from "../../terraform/value";
import { isTold, verdicts } from "../../terraform/verdicts";
import { filled, isBlock, providerArguments, type SchemaBlock } from "../support/provider-arguments";

const text = "string";
/**
 * What providers from 6.26 to 6.66 have besides, by the difference of their bindings (@cdktf/provider-aws 21.22.1 and
 * @cdktn/provider-aws 25.7.0): none of it is refused.
 */
const later: Readonly<Record<string, SchemaBlock>> = {
  aws_cloudfront_distribution: {
    anycast_ip_list_id: text,
    cache_tag_config: { header_name: text },
    connection_function_association: { id: text },
    viewer_mtls_config: { mode: text, trust_store_config: { trust_store_id: text } },
    origin: {
      custom_origin_config: { origin_mtls_config: { client_certificate_arn: text } },
      vpc_origin_config: { owner_account_id: text },
    },
  },
  aws_cloudfront_function: { tags: ["map", text], tags_all: ["map", text] },
  aws_cloudfront_key_value_store: { tags: ["map", text], tags_all: ["map", text] },
  aws_lambda_function: { use_resource_timeout_for_propagation: "bool" },
  aws_s3_bucket: { bucket_namespace: text },
  aws_s3control_multi_region_access_point: { name: text, region: text },
  aws_s3control_multi_region_access_point_policy: { region: text },
};

const { data } = providerArguments;
const resources = joined(providerArguments.resources, later) as Readonly<Record<string, SchemaBlock>>;

function joined(one: SchemaBlock, other: SchemaBlock): SchemaBlock {
  const both = Object.entries(other).map(([name, inner]) => {
    const had = one[name];
    return [name, had && isBlock(had) && isBlock(inner) ? joined(had, inner) : inner];
  });
  return { ...one, ...Object.fromEntries(both) };
}

/** What the rehearsal refuses where it is set, since visitors could tell. All else is read or harmless. */
const refused: Readonly<Record<string, readonly string[]>> = {
  aws_cloudfront_distribution: [
    "default_cache_behavior.field_level_encryption_id",
    "default_cache_behavior.trusted_signers",
    "ordered_cache_behavior.field_level_encryption_id",
    "ordered_cache_behavior.trusted_signers",
  ],
  // Lambda@Edge refuses most of them itself.
  aws_lambda_function: [
    "dead_letter_config",
    "environment",
    "file_system_config",
    "image_config",
    "image_uri",
    "layers",
    "s3_bucket",
    "s3_key",
    "s3_object_version",
    "snap_start",
    "vpc_config",
  ],
  // A record that goes by them is left out, with the reason.
  aws_route53_record: [
    "cidr_routing_policy",
    "geolocation_routing_policy",
    "geoproximity_routing_policy",
    "multivalue_answer_routing_policy",
    "weighted_routing_policy",
  ],
  // S3 refuses it itself.
  aws_s3_bucket_replication_configuration: ["rule.existing_object_replication"],
  // Long replaced by lists.
  aws_iam_policy_document: ["override_json", "source_json"],
};

/** Attributes that only providers later than the one at hand have. */
const newer: readonly string[] = [
  "aws_cloudfront_distribution.logging_v1_enabled",
  "aws_cloudfront_distribution.origin.custom_origin_config.ip_address_type",
  "aws_cloudfront_distribution.origin.response_completion_timeout",
  "aws_cloudfront_distribution.origin.s3_origin_config.origin_read_timeout",
  "aws_lambda_function.region",
  "aws_lambda_function.response_streaming_invoke_arn",
  "aws_s3_bucket.bucket_region",
  "aws_s3_bucket_acl.region",
  "aws_s3_bucket_cors_configuration.region",
  "aws_s3_bucket_policy.region",
  "aws_s3_bucket_public_access_block.region",
  "aws_s3_bucket_public_access_block.skip_destroy",
  "aws_s3_bucket_replication_configuration.region",
  "aws_s3_bucket_versioning.region",
  "aws_s3_bucket_website_configuration.region",
];

const variants: readonly { readonly name: string; readonly without: readonly string[] }[] = [
  { name: "x", without: ["vpc_origin_config"] },
  { name: "y", without: ["custom_origin_config", "vpc_origin_config"] },
  { name: "z", without: ["custom_origin_config", "s3_origin_config", "cache_policy_id"] },
];
/** Resources of which the second bucket has none, so that its own blocks are read. */
const besideBucket = /^aws_s3_bucket_/;

const load = (all: readonly object[]) => {
  const findings = new Findings();
  const state = JSON.stringify({ values: { root_module: { resources: all } } });
  const read = new PlanResources(asJson(parseJson(state)), ".", findings);
  read.ofType("aws_iam_policy_document", "data")[0]?.attributes.get("json");
  loadSite(read, findings);
  return findings;
};

const managed = (type: string, name: string, values: object) => ({
  ...{ address: `${type}.${name}`, mode: "managed", type, name, values },
});

/** A file with every argument of every type that is read, and of the others. */
function everything(): object[] {
  const all = variants.flatMap(({ name, without }) =>
    Object.keys(resources)
      .filter((type) => name !== "y" || !besideBucket.test(type))
      .map((type) => {
        const values = filled(resources[type] as SchemaBlock, name, without);
        // A record of another type leads nowhere.
        return managed(type, name, { ...values, ...(type === "aws_route53_record" && { type: "A" }) });
      }),
  );
  const rendered = ["json", "minified_json", "source_policy_documents", "override_policy_documents"];
  const values = filled(data.aws_iam_policy_document as SchemaBlock, "x", rendered);
  const document = { address: "data.aws_iam_policy_document.x", type: "aws_iam_policy_document", name: "x" };
  return [...all, { ...document, mode: "data", values }];
}

const findings = load(everything());
const { known } = findings;

/** Every place of a block, `origin.custom_header.name`; what is within a place that is not known is left out. */
function places(block: SchemaBlock, at: string): string[] {
  return Object.entries(block).flatMap(([name, inner]) => {
    const place = `${at}.${name}`;
    const isRead = isBlock(inner) && [...known].some((one) => one.startsWith(`${place}.`));
    return isRead ? [place, ...places(inner, place)] : [place];
  });
}

const schemaOf = (type: string) => (type === "aws_iam_policy_document" ? data[type] : resources[type]);

describe("every argument of CloudFront's and S3's resources", () => {
  test("is read, has a verdict, or is refused where it is set", () => {
    const types = [...new Set([...known].map((place) => place.split(".")[0] as string))];
    const unread = types.flatMap((type) =>
      places(schemaOf(type) as SchemaBlock, type).filter((place) => !known.has(place)),
    );
    const listed = Object.entries(refused).flatMap(([type, names]) => names.map((name) => `${type}.${name}`));
    expect(unread.sort()).toEqual(listed.sort());
    const complained = findings.problems
      .filter(({ code }) => code === "TERRAFORM_NOT_REHEARSED")
      .map(({ address, attribute }) => `${address.split(".")[0]}.${attribute.replace(/\[\d+\]/g, "")}`);
    const leftOut = findings.warnings.flatMap((warning) =>
      [...warning.matchAll(/TERRAFORM_NOT_REHEARSED (\w+)\.\w+: ([\w.]+)/g)].map(
        ([, type, attribute]) => `${type}.${attribute}`,
      ),
    );
    complained.push(...leftOut);
    const silent = unread.filter(
      (place) => !place.startsWith("aws_iam_policy_document.") && !complained.includes(place),
    );
    expect(silent).toEqual([]);
  });

  test("of providers up to 6.66 is not refused", () => {
    const names = Object.values(later).flatMap((block) => Object.keys(block));
    const complained = findings.problems.filter(({ attribute }) =>
      [...names, "origin_mtls_config", "owner_account_id"].some(
        (name) => attribute.split(".").at(-1) === name,
      ),
    );
    expect(complained).toEqual([]);
  });

  test("is one that the provider has, or will have", () => {
    const strangers = [...known].filter((place) => {
      const [type, ...path] = place.split(".") as [string, ...string[]];
      let inner: SchemaBlock[string] | undefined = schemaOf(type);
      for (const name of path) inner = inner && isBlock(inner) ? inner[name] : undefined;
      return inner === undefined;
    });
    expect(strangers.sort()).toEqual([...newer].sort());
  });

  test("belongs to a type that is read, or that has a verdict of its own", () => {
    const read = new Set([...known].map((place) => place.split(".")[0]));
    const both = Object.keys(resources).filter(
      (type) => read.has(type) === (typeVerdict(type) !== undefined),
    );
    // A role is looked up for what it may replicate.
    expect(both).toEqual(["aws_iam_role"]);
  });

  test.each(Object.keys(resources).filter((type) => typeof typeVerdict(type) === "object"))(
    "of %s: whoever has one is told",
    (type) => {
      const verdict = typeVerdict(type);
      const values = {
        ...filled(resources[type] as SchemaBlock, "x"),
        payer: "Requester",
        rule: ["aws:kms"],
      };
      const { warnings } = load([managed(type, "x", values)]);
      expect(isTold(verdict, values) && warnings.some((warning) => warning.includes(verdict.told))).toBe(
        true,
      );
    },
  );

  test("that somebody would miss is told of, with its place", () => {
    const told = Object.entries(verdicts).flatMap(([place, arguments_]) =>
      Object.entries(arguments_).flatMap(([name, verdict]) =>
        typeof verdict === "object" && verdict.when === undefined
          ? [[place, name, verdict.told] as const]
          : [],
      ),
    );
    expect(told.map(([place, name]) => `${place}.${name}`)).not.toEqual([]);
    for (const [place, name, words] of told) {
      const [type] = place.split(".") as [string];
      const warned = findings.warnings.filter(
        (one) => one.startsWith(`${type}.`) && one.endsWith(`${name}: ${words}`),
      );
      expect(warned, `${place}.${name}`).not.toEqual([]);
    }
  });
});
