import { OutlastError } from "../../errors/outlast-error";
import type { Stack } from "../../project/stacks";
import { findTerraform, Terraform, terraformEnvironment } from "../../toolchain";
import type { Outputs } from "../../toolchain/documents";
import { State } from "../../toolchain/state";
import { progressLine } from "../../toolchain/terraform-messages";
import type { Environment } from "../../toolchain/which";
import { endAdoption } from "./import-blocks";
import { Journal } from "./journal";

/** Terraform in the folder of one stack. */
export interface StackRunner {
  readonly terraform: Terraform;
  readonly state: State;
  /** What a killed apply has made. */
  readonly journal: Journal;
  /**
   * Applies a saved plan, and keeps a journal of what it makes until it has ended by itself. Resolves with the outputs that
   * the state has then.
   */
  apply(planFile: string): Promise<Outputs>;
}

/**
 * Makes runners that wait for a state's lock for as long as another run may take, in seconds, and note what Terraform
 * does; "unlocked" ones plan without it, since the role that plans in pull requests may write nothing, not even a lock.
 */
export async function stackRunners(
  lockTimeout: number | "unlocked",
  note: (text: string) => void,
  env: Environment = process.env,
): Promise<(stack: Pick<Stack, "folder">) => StackRunner> {
  const { path: binary } = await findTerraform(env);
  const wait = lockTimeout === "unlocked" ? "-lock=false" : `-lock-timeout=${lockTimeout}s`;
  const variables = {
    ...(await terraformVariables(env)),
    ...Object.fromEntries(lockTakers.map((command) => [`TF_CLI_ARGS_${command}`, wait])),
  };
  return ({ folder }) => {
    const journal = new Journal(folder);
    const onLine = (line: string) => {
      journal.note(line);
      const told = progressLine(line);
      if (told !== undefined) note(told);
    };
    const terraform = new Terraform({ binary, folder, env: variables, onLine, onNote: note });
    return {
      terraform,
      state: new State(terraform),
      journal,
      async apply(planFile) {
        const [applied] = await Promise.allSettled([terraform.apply({ planFile })]);
        if (applied.status === "fulfilled" || !isKilled(applied.reason)) {
          journal.end();
          endAdoption(folder);
        }
        if (applied.status === "rejected") throw applied.reason;
        return applied.value.outputs;
      },
    };
  };
}

/** Commands that take a state's lock: the first where it moves the state. */
const lockTakers = ["init", "plan", "apply", "destroy", "state_rm"];

/** Settings that change which command line, which folder or which state a Terraform of ours has. */
const unwanted = /^TF_(CLI_ARGS|WORKSPACE$|DATA_DIR$)/;

/** The variables that Terraform runs with for this project. */
export function terraformVariables(env: Environment = process.env): Promise<Environment> {
  const kept = Object.entries(env).filter(([name]) => !unwanted.test(name));
  return terraformEnvironment({ env: Object.fromEntries(kept) });
}

function isKilled(error: unknown): boolean {
  return error instanceof OutlastError && error.code === "terraform-killed";
}
