import { OutlastError } from "../errors/outlast-error";
import {
  type AccountBucket,
  countVersions,
  emptyBucket,
  type Held,
} from "../operations/content/empty-bucket";
import { ownProject } from "../project/own-project";
import { synthesizedStacks } from "../project/stacks";
import { stateStackId } from "../stacks/synthesize";
import { type DestroyOptions, destroyState } from "./destroy-state";
import { deliveryError } from "./errors";
import type { Ports } from "./ports";
import { type InitializedStack, initialized } from "./stack-runs";

/** What a stack's state has, as far as its end is concerned. */
interface Inventory {
  readonly stack: InitializedStack;
  readonly resources: number;
  /** Those that are not empty. */
  readonly full: readonly (AccountBucket & Held)[];
  /** Names of Lambda@Edge functions. */
  readonly functions: readonly string[];
}

/** How often a bucket that has filled again is emptied: logs and copies that were on their way come for minutes. */
const mostTries = 5;

/**
 * Destroys what the named stacks made. What goes and what stays is said first, and asked about once; nothing is touched
 * where a bucket holds something and its content is not to be deleted. Stopped anywhere, it is run again.
 *
 * @throws {OutlastError} `DESTROY_CONTENT`, `DESTROY_STATE_APART`
 */
export async function destroy(
  names: readonly [string, ...string[]],
  options: DestroyOptions,
  ports: Ports,
): Promise<void> {
  const project = ownProject();
  if (names.includes(stateStackId)) {
    if (names.length > 1) throw deliveryError("DESTROY_STATE_APART", names.join(", "));
    return destroyState(project, options, ports);
  }
  const inventories: Inventory[] = [];
  for await (const stack of initialized(synthesizedStacks(project, names), { ...options, ports })) {
    const inventory = await takeInventory(stack);
    if (inventory.resources === 0) stack.say("there is nothing to destroy");
    else inventories.push(inventory);
  }
  if (inventories.length === 0) return;
  for (const inventory of inventories) sayWhatGoes(inventory, options);
  const full = inventories.flatMap((inventory) => inventory.full).filter(({ content }) => content > 0);
  if (full.length > 0 && !options.deleteContent)
    throw deliveryError("DESTROY_CONTENT", full.map(({ name }) => name).join(", "));
  const all = inventories.map(({ stack }) => stack.name).join(" ");
  await ports.confirm(`Everything of ${all} that is listed will be gone.`, all);
  for (const inventory of inventories) await destroyStack(inventory, options);
}

async function takeInventory(stack: InitializedStack): Promise<Inventory> {
  const { state } = stack;
  const resources = (await state.addresses()).size;
  const buckets = await state.attributes("aws_s3_bucket");
  const counted = await Promise.all(
    buckets.map(async ({ bucket: name = "", region = "" }) => {
      const bucket = { name: String(name), region: String(region) };
      return { ...bucket, ...(await countVersions(bucket)) };
    }),
  );
  const functions = (await state.attributes("aws_lambda_function")).filter(
    ({ skip_destroy }) => skip_destroy,
  );
  return {
    stack,
    resources,
    full: counted.filter(({ versions }) => versions > 0),
    functions: functions.map(({ function_name }) => String(function_name)),
  };
}

function sayWhatGoes(
  { stack, resources, full, functions }: Inventory,
  { deleteContent }: DestroyOptions,
): void {
  const { say } = stack;
  say(
    `${resources} resources go, its distribution and its buckets among them; visitors get nothing from then on`,
  );
  for (const { name, versions } of full.filter(({ content }) => content > 0))
    say(
      `  ${name}: ${versions} versions${deleteContent ? " go, for good" : ", which keep the bucket from going"}`,
    );
  for (const name of functions)
    say(
      `  ${name} stays: AWS lets go of a Lambda@Edge function only hours after its distribution; then: aws lambda delete-function --region us-east-1 --function-name ${name}`,
    );
  say("  its state stays where it is, empty");
}

async function destroyStack({ stack, full }: Inventory, { deleteContent }: DestroyOptions): Promise<void> {
  for (const bucket of full) await empty(bucket, stack);
  for (let tries = 1; ; tries++) {
    try {
      await stack.terraform.destroy();
      return stack.say("destroyed");
    } catch (error) {
      const isFull = error instanceof OutlastError && error.message.includes("BucketNotEmpty");
      if (!isFull || !deleteContent || tries === mostTries) throw error;
      stack.note("a bucket has filled again meanwhile, with copies or logs that were on their way");
      for (const { name, versions, ...bucket } of (await takeInventory(stack)).full)
        if (versions > 0) await empty({ name, ...bucket }, stack);
    }
  }
}

function empty(bucket: AccountBucket, { note }: InitializedStack): Promise<void> {
  return emptyBucket(bucket, (count) => note(`${bucket.name}: ${count} versions deleted`));
}
