import { requireControlPlanes } from "../operations/control-planes";
import type { Stack } from "../project/stacks";
import type { Telling } from "./ports";
import { mendLocalState } from "./terraform/local-state";
import { type StackRunner, stackRunners } from "./terraform/runner";
import { placeLock, refuseForeignFiles } from "./terraform/stack-folder";

/** A stack that Terraform is ready to work on. */
export interface InitializedStack extends Stack, StackRunner, Telling {}

export interface StackRunOptions {
  /** Seconds that another run may hold the state's lock; "unlocked" plans without it. */
  readonly lockTimeout: number | "unlocked";
  readonly ports: Telling;
  /** What a stack needs before it is initialized. */
  readonly before?: (stack: Stack) => void;
  /** Moves each state to where the configuration now says that it is. @default false */
  readonly migrateState?: boolean;
  /** The state is lost, and nothing is asked of where it was. @default false */
  readonly isLost?: boolean;
}

/**
 * The stacks, each initialized when its turn comes; what they say begins with their names.
 *
 * @throws {OutlastError} `STACK_FOLDER_FOREIGN`, `CONTROL_PLANE_SILENT`
 */
export async function* initialized(
  stacks: readonly Stack[],
  { before, isLost = false, lockTimeout, migrateState = false, ports }: StackRunOptions,
): AsyncGenerator<InitializedStack> {
  refuseForeignFiles(stacks);
  await requireControlPlanes(["CloudFront", "IAM"]);
  const runnerOf = await stackRunners(lockTimeout, ports.note);
  for (const stack of stacks) {
    before?.(stack);
    const runner = runnerOf(stack);
    if (mendLocalState(stack))
      ports.note(
        `${stack.name}: a killed run has left its state half written; it begins with the one before`,
      );
    await runner.terraform.init({ migrateState, isLost, isLocked: placeLock(stack) });
    yield {
      ...stack,
      ...runner,
      say: (text) => ports.say(`${stack.name}: ${text}`),
      note: (text) => ports.note(`${stack.name}: ${text}`),
    };
  }
}
