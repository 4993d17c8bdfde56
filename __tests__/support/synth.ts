import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { TerraformStack, Testing } from "cdktf";
import { testApp } from "./test-app";

/** One block of Terraform JSON. */
export type JsonBlock = Readonly<Record<string, unknown>>;
/** Terraform JSON, as far as tests look into it. */
export interface TerraformJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, JsonBlock>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, JsonBlock>>>>;
  readonly output?: Readonly<Record<string, JsonBlock>>;
}
/** Providers of the regions that a site uses. */
export interface Providers {
  readonly primary: AwsProvider;
  readonly replica: AwsProvider;
  readonly global: AwsProvider;
}

/** Synthesizes what `build` puts on a stack with one provider a region. */
export function synthStack(build: (stack: TerraformStack, providers: Providers) => void): TerraformJson {
  const stack = new TerraformStack(testApp(), "test");
  const providers: Providers = {
    primary: new AwsProvider(stack, "Aws", { region: "eu-central-1" }),
    replica: new AwsProvider(stack, "Replica", { region: "eu-west-1", alias: "replica" }),
    global: new AwsProvider(stack, "Global", { region: "us-east-1", alias: "global" }),
  };
  build(stack, providers);
  return JSON.parse(Testing.synth(stack)) as TerraformJson;
}

/** Every resource of a type, in the order of the JSON. */
export function resources(json: TerraformJson, type: string): JsonBlock[] {
  return Object.values(json.resource?.[type] ?? {});
}

/** The only resource of a type. */
export function resource(json: TerraformJson, type: string): JsonBlock {
  return only(resources(json, type), type);
}

/** Every data source of a type. */
export function dataSources(json: TerraformJson, type: string): JsonBlock[] {
  return Object.values(json.data?.[type] ?? {});
}

/** The statements of every policy document, by the document's logical id. */
export function policies(json: TerraformJson): Record<string, unknown> {
  const documents = json.data?.aws_iam_policy_document ?? {};
  return Object.fromEntries(Object.entries(documents).map(([id, document]) => [id, document.statement]));
}

/** Counts of resources and data sources by type. */
export function inventory(json: TerraformJson): Record<string, number> {
  const kinds = [...Object.entries(json.resource ?? {}), ...Object.entries(json.data ?? {})];
  return Object.fromEntries(kinds.map(([type, blocks]) => [type, Object.keys(blocks).length]));
}

function only(blocks: JsonBlock[], type: string): JsonBlock {
  const [block, ...others] = blocks;
  if (block === undefined || others.length > 0) throw new Error(`${blocks.length} of ${type}, expected one`);
  return block;
}
