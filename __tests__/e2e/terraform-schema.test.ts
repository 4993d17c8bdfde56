import { spawnSync } from "node:child_process";
import { expect, inject, test } from "vitest";
import { providerArguments } from "../support/provider-arguments";

interface Block {
  readonly attributes?: Readonly<Record<string, { readonly type?: unknown }>>;
  readonly block_types?: Readonly<Record<string, { readonly block: Block }>>;
}
type Schemas = Readonly<Record<string, { readonly block: Block }>>;

function argumentsOf({ attributes = {}, block_types = {} }: Block): object {
  return Object.fromEntries([
    ...Object.entries(attributes).map(([name, { type }]) => [name, type ?? "string"] as const),
    ...Object.entries(block_types).map(([name, { block }]) => [name, argumentsOf(block)] as const),
  ]);
}

test("the committed arguments are those of the provider's schema, of every type of CloudFront and S3", () => {
  const { binary, env, initialised } = inject("realParts");
  const { TF_REATTACH_PROVIDERS: _, ...whole } = env;
  const { stdout } = spawnSync(binary, ["providers", "schema", "-json"], {
    ...{ cwd: initialised, env: whole, encoding: "utf8", maxBuffer: 1 << 28 },
  });
  const schemas = JSON.parse(stdout).provider_schemas["registry.terraform.io/hashicorp/aws"];
  const of = (all: Schemas, types: readonly string[]) =>
    Object.fromEntries(types.map((type) => [type, argumentsOf((all[type] as Schemas[string]).block)]));
  const types = Object.keys(schemas.resource_schemas as Schemas).filter((type) =>
    /^aws_(cloudfront|s3|lambda_function$|iam_role$|route53_(record|health_check)$)/.test(type),
  );
  expect({
    resources: of(schemas.resource_schemas, types),
    data: of(schemas.data_source_schemas, ["aws_iam_policy_document"]),
  }).toEqual(providerArguments);
});
