import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { SiteConfig } from "../../config";
import { siteNames, siteTag } from "../../config/names";
import { askingAws, bounded } from "../../operations/aws";
import type { Import } from "./import-blocks";

const resource = "aws_lambda_function";

interface Block {
  readonly function_name?: string;
}

/**
 * The Lambda@Edge function of a site that a state has forgotten: AWS deletes none while edges hold replicas of it, so a
 * stack that no longer has rules, or is destroyed, leaves it (`skip_destroy`), and Lambda makes no second one of its name.
 * Only one with the site's own tag is the site's.
 *
 * @param configuration of the stack, as Terraform JSON
 * @param known addresses in its state
 */
export async function leftFunction(
  site: Pick<SiteConfig, "name" | "bucketSuffix" | "regions">,
  configuration: string,
  known: ReadonlySet<string>,
  client = new LambdaClient({ region: "us-east-1", ...bounded }),
): Promise<readonly Import[]> {
  const id = siteNames(site).headerFunction;
  const wanted = leavable(site, configuration).filter((address) => !known.has(address));
  if (wanted.length === 0) return [];
  const tags = await askingAws("look for the function of the headers", `Lambda, ${id}`, async () => {
    try {
      return (await client.send(new GetFunctionCommand({ FunctionName: id }))).Tags;
    } catch (error) {
      if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
      throw error;
    }
  });
  return tags?.[siteTag] === site.name ? wanted.map((to) => ({ to, id })) : [];
}

/** Where a stack has the function that an earlier deployment may have left. */
export function leavable(
  site: Pick<SiteConfig, "name" | "bucketSuffix" | "regions">,
  configuration: string,
): readonly string[] {
  const { resource: blocks = {} }: { resource?: Record<string, Record<string, Block>> } =
    JSON.parse(configuration);
  const id = siteNames(site).headerFunction;
  return Object.entries(blocks[resource] ?? {})
    .filter(([, { function_name }]) => function_name === id)
    .map(([name]) => `${resource}.${name}`);
}
