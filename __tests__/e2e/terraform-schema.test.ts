import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { loadSite } from "../../rehearsal/terraform/site";
import { PlanResources } from "../../terraform/plan/plan-resources";
import { Findings } from "../../terraform/problems";
import { asJson, parseJson } from "../../terraform/value";

interface SchemaBlock {
  readonly attributes?: Readonly<Record<string, { readonly type?: unknown }>>;
  readonly block_types?: Readonly<Record<string, { readonly block: SchemaBlock }>>;
}
type Schemas = Readonly<Record<string, { readonly block: SchemaBlock }>>;

/** What the rehearsal refuses where it is set, since visitors could tell. All else is read or harmless. */
const refused: Readonly<Record<string, readonly string[]>> = {
  aws_cloudfront_distribution: [
    "continuous_deployment_policy_id",
    "default_cache_behavior.field_level_encryption_id",
    "default_cache_behavior.trusted_key_groups",
    "default_cache_behavior.trusted_signers",
    "ordered_cache_behavior.field_level_encryption_id",
    "ordered_cache_behavior.trusted_key_groups",
    "ordered_cache_behavior.trusted_signers",
    "staging",
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

let resources: Schemas;
let data: Schemas;

beforeAll(() => {
  const { binary, env, initialised } = inject("realParts");
  const { TF_REATTACH_PROVIDERS: _, ...whole } = env;
  const { stdout } = spawnSync(binary, ["providers", "schema", "-json"], {
    cwd: initialised,
    env: whole,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const schemas = JSON.parse(stdout).provider_schemas["registry.terraform.io/hashicorp/aws"];
  resources = schemas.resource_schemas;
  data = schemas.data_source_schemas;
});

/** A value for everything in a schema. All texts are the same, so that every reference leads somewhere. */
function filled(block: SchemaBlock, text: string, without: readonly string[]): Record<string, unknown> {
  const attributes = Object.entries(block.attributes ?? {}).map(([name, { type }]) => [
    name,
    sampleOf(type, text),
  ]);
  const blocks = Object.entries(block.block_types ?? {}).map(([name, inner]) => [
    name,
    [filled(inner.block, text, without)],
  ]);
  return Object.fromEntries([...attributes, ...blocks].filter(([name]) => !without.includes(name as string)));
}

function sampleOf(type: unknown, text: string): unknown {
  if (type === "string") return text;
  if (type === "number") return 1;
  if (type === "bool") return true;
  const [kind, inner] = type as [string, unknown];
  if (kind === "map") return { key: sampleOf(inner, text) };
  if (kind !== "object") return [sampleOf(inner, text)];
  return Object.fromEntries(
    Object.entries(inner as object).map(([name, one]) => [name, sampleOf(one, text)]),
  );
}

/** Every place of a block, `origin.custom_header.name`; what is within a place that is not known is left out. */
function places(block: SchemaBlock, at: string, known: ReadonlySet<string>): string[] {
  const attributes = Object.keys(block.attributes ?? {}).map((name) => `${at}.${name}`);
  const blocks = Object.entries(block.block_types ?? {}).flatMap(([name, inner]) => {
    const place = `${at}.${name}`;
    return known.has(place) && hasReaders(place, known)
      ? [place, ...places(inner.block, place, known)]
      : [place];
  });
  return [...attributes, ...blocks];
}

/** Whether blocks of the place are read, rather than let be as a whole. */
function hasReaders(place: string, known: ReadonlySet<string>): boolean {
  return [...known].some((one) => one.startsWith(`${place}.`));
}

function readEverything(): ReadonlySet<string> {
  const findings = new Findings();
  const types = Object.keys(resources).filter((type) =>
    /^aws_(cloudfront|s3_(bucket|account)|lambda_function$|iam_role$)/.test(type),
  );
  const all = variants.flatMap(({ name, without }) =>
    types
      .filter((type) => name !== "y" || !besideBucket.test(type))
      .map((type) => ({
        address: `${type}.${name}`,
        mode: "managed",
        type,
        name,
        values: filled((resources[type] as { block: SchemaBlock }).block, name, without),
      })),
  );
  const document = {
    address: "data.aws_iam_policy_document.x",
    mode: "data",
    type: "aws_iam_policy_document",
    name: "x",
  };
  const {
    json: _,
    minified_json: __,
    source_policy_documents: ___,
    override_policy_documents: ____,
    ...values
  } = filled((data.aws_iam_policy_document as { block: SchemaBlock }).block, "x", []);
  const read = new PlanResources(
    asJson(
      parseJson(
        JSON.stringify({ values: { root_module: { resources: [...all, { ...document, values }] } } }),
      ),
    ),
    ".",
    findings,
  );
  read.ofType("aws_iam_policy_document", "data")[0]?.attributes.get("json");
  loadSite(read, findings);
  return findings.known;
}

describe("the readers and the provider's schema", () => {
  test("every attribute of what is read is read, harmless, or refused on purpose", () => {
    const known = readEverything();
    const types = [...new Set([...known].map((place) => place.split(".")[0] as string))];
    const unread = types.flatMap((type) => {
      const schema = type === "aws_iam_policy_document" ? data[type] : resources[type];
      return places((schema as { block: SchemaBlock }).block, type, known).filter(
        (place) => !known.has(place),
      );
    });
    expect(unread.sort()).toEqual(
      Object.entries(refused)
        .flatMap(([type, names]) => names.map((name) => `${type}.${name}`))
        .sort(),
    );
  });

  test("every attribute that a reader knows is one that the provider has, or will have", () => {
    const known = readEverything();
    const strangers = [...known].filter((place) => {
      const [type, ...path] = place.split(".") as [string, ...string[]];
      const schema = type === "aws_iam_policy_document" ? data[type] : resources[type];
      return !isPlace(schema?.block, path);
    });
    expect(strangers.sort()).toEqual([...newer].sort());
  });
});

function isPlace(block: SchemaBlock | undefined, [name, ...rest]: readonly string[]): boolean {
  if (!block || name === undefined) return false;
  const inner = block.block_types?.[name];
  if (rest.length > 0) return isPlace(inner?.block, rest);
  return inner !== undefined || block.attributes?.[name] !== undefined;
}
