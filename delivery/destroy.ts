import { OutlastError } from "../errors/outlast-error";
import {
  type AccountBucket,
  type BucketsClient,
  bucketsClient,
  countVersions,
  emptyBucket,
  type Held,
} from "../operations/content/empty-bucket";
import { ownProject } from "../project/own-project";
import { synthesizedStacks } from "../project/stacks";
import { stateStackId } from "../stacks/synthesize";
import type { Terraform } from "../toolchain";
import type { State } from "../toolchain/state";
import { type DestroyOptions, destroyState } from "./destroy-state";
import { deliveryError } from "./errors";
import type { Ports, Telling } from "./ports";
import { initialized } from "./stack-runs";
import type { Journal } from "./terraform/journal";

/** A stack as far as its end is concerned. */
export interface EndingStack extends Telling {
  readonly name: string;
  readonly state: Pick<State, "content">;
  readonly terraform: Pick<Terraform, "destroy">;
  readonly journal: Pick<Journal, "made" | "keep">;
}

/** What a stack's state has. */
interface Inventory {
  readonly stack: EndingStack;
  readonly resources: number;
  /** Those that are not empty. */
  readonly full: readonly (AccountBucket & Held)[];
  /** Names of Lambda@Edge functions. */
  readonly functions: readonly string[];
  /** Addresses of what a killed apply was making, and the state does not know. */
  readonly unknown: readonly string[];
}

type ClientOf = (bucket: AccountBucket) => BucketsClient;

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
  await destroySites(initialized(synthesizedStacks(project, names), { ...options, ports }), options, ports);
}

/** @throws {OutlastError} `DESTROY_CONTENT` */
export async function destroySites(
  stacks: AsyncIterable<EndingStack>,
  { deleteContent }: Pick<DestroyOptions, "deleteContent">,
  { confirm }: Pick<Ports, "confirm">,
  clientOf: ClientOf = bucketsClient,
): Promise<void> {
  const inventories: Inventory[] = [];
  for await (const stack of stacks) {
    const inventory = await takeInventory(stack, clientOf);
    sayWhatGoes(inventory, deleteContent);
    if (inventory.resources > 0) inventories.push(inventory);
  }
  if (inventories.length === 0) return;
  const refuseContent = (found: readonly Inventory[]) => {
    const full = found.flatMap((inventory) => inventory.full).filter(({ content }) => content > 0);
    if (full.length > 0 && !deleteContent)
      throw deliveryError("DESTROY_CONTENT", full.map(({ name }) => name).join(", "));
  };
  refuseContent(inventories);
  const all = inventories.map(({ stack }) => stack.name).join(" ");
  await confirm(`Everything of ${all} that is listed will be gone.`, all);
  for (const { stack, unknown } of inventories) {
    for (let tries = 1; ; tries++) {
      // Somebody may have released while the question stood there, or the site before this one went.
      const now = await takeInventory(stack, clientOf);
      refuseContent([now]);
      for (const bucket of now.full) await empty(bucket, deleteContent, stack, clientOf);
      if (await isDestroyed(stack, tries < mostTries)) break;
      stack.note("a bucket has filled again meanwhile, with copies or logs that were on their way");
    }
    stack.journal.keep(unknown);
    stack.say("destroyed");
  }
}

async function takeInventory(stack: EndingStack, clientOf: ClientOf): Promise<Inventory> {
  const { journal, state } = stack;
  const { addresses: known, attributes } = await state.content();
  const counted = await Promise.all(
    attributes("aws_s3_bucket").map(async ({ bucket: name = "", region = "" }) => {
      const bucket = { name: String(name), region: String(region) };
      return { ...bucket, ...(await countVersions(bucket, clientOf(bucket))) };
    }),
  );
  const functions = attributes("aws_lambda_function").filter(({ skip_destroy }) => skip_destroy);
  return {
    stack,
    resources: [...known].filter((address) => !/(?:^|\.)data\./.test(address)).length,
    full: counted.filter(({ versions }) => versions > 0),
    functions: functions.map(({ function_name }) => String(function_name)),
    unknown: [...journal.made().keys()].filter((address) => !known.has(address)),
  };
}

function sayWhatGoes(
  { stack: { say }, resources, full, functions, unknown }: Inventory,
  deleteContent: boolean,
): void {
  say(
    resources === 0
      ? "there is nothing to destroy"
      : `${resources} resources go, its distribution and its buckets among them; visitors get nothing from then on`,
  );
  for (const address of unknown)
    say(
      `  ${address} stays, if it is there: a deployment was killed while it made it, and the state does not know it; npx outlast deploy takes it in`,
    );
  if (resources === 0) return;
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

/** Whether all of it went; not where a bucket has something again, if that can be tried once more. */
async function isDestroyed({ terraform }: EndingStack, again: boolean): Promise<boolean> {
  try {
    await terraform.destroy();
    return true;
  } catch (error) {
    const isFull = error instanceof OutlastError && error.code === "bucket-not-empty";
    if (!isFull || !again) throw error;
    return false;
  }
}

function empty(
  bucket: AccountBucket,
  deleteContent: boolean,
  { note }: EndingStack,
  clientOf: ClientOf,
): Promise<void> {
  const told = (count: number) => note(`${bucket.name}: ${count} versions deleted`);
  return emptyBucket(bucket, deleteContent ? "all" : "deployment's own", told, clientOf(bucket));
}
