import { findTerraform, Terraform, ToolError, terraformEnvironment } from "../../rehearsal/toolchain";
import { runProcess } from "../../rehearsal/toolchain/run-process";
import type { Environment } from "../../rehearsal/toolchain/which";
import { endAdoption } from "./adopt";
import { Journal } from "./journal";
import { distributionsInState } from "./orphans";
import { progressLine } from "./progress";
import type { Stack } from "./stacks";

/** Terraform in the folder of one stack, telling what it does on stderr. */
export interface StackRunner {
  readonly terraform: Terraform;
  /** What a killed apply has made. */
  readonly journal: Journal;
  /** Applies a saved plan, and keeps a journal of what it makes until it has ended by itself. */
  apply(planFile: string): Promise<void>;
  /** Addresses that the state knows. */
  addresses(): Promise<ReadonlySet<string>>;
  /** The state as it is stored; undefined before the first apply. */
  pullState(): Promise<StateVersion | undefined>;
  /** Ids of the distributions that the state knows. */
  distributions(): Promise<ReadonlySet<string>>;
}

/** Which state it is, and how often it was written. */
export interface StateVersion {
  readonly lineage: string;
  readonly serial: number;
}

/** Makes runners that wait for a state's lock for as long as another run may take. */
export async function stackRunners(
  lockTimeout: number,
  env: Environment = process.env,
): Promise<(stack: Pick<Stack, "folder">) => StackRunner> {
  const { path: binary } = await findTerraform(env);
  const wait = `-lock-timeout=${lockTimeout}s`;
  const variables = {
    ...(await terraformEnvironment({ env })),
    TF_CLI_ARGS_plan: wait,
    TF_CLI_ARGS_apply: wait,
    TF_CLI_ARGS_destroy: wait,
  };
  return ({ folder }) => {
    const journal = new Journal(folder);
    const onLine = (line: string) => {
      journal.note(line);
      report(line);
    };
    const terraform = new Terraform({ binary, folder, env: variables, onLine, onNote: console.error });
    const ask = (args: readonly string[]) => runProcess(binary, args, { cwd: folder, env: variables });
    return {
      terraform,
      journal,
      async apply(planFile) {
        try {
          await terraform.apply({ planFile });
        } catch (error) {
          if (isKilled(error)) throw error;
          endJournal();
          throw error;
        }
        endJournal();
      },
      async addresses() {
        // Without a state there is nothing to list, which is an error.
        const { stdout } = await ask(["state", "list"]);
        return new Set(stdout.split("\n").filter((line) => line !== ""));
      },
      async pullState() {
        const { exitCode, stderr, stdout } = await ask(["state", "pull"]);
        if (exitCode !== 0) {
          throw new ToolError(
            "terraform-failed",
            `terraform state pull ended with ${exitCode}: ${stderr.trim()}`,
            "Mend what it says and run it again.",
          );
        }
        return stateVersion(stdout);
      },
      distributions: () => distributionsInState(binary, folder, variables),
    };

    function endJournal(): void {
      journal.end();
      endAdoption(folder);
    }
  };
}

function isKilled(error: unknown): boolean {
  return error instanceof ToolError && error.code === "terraform-killed";
}

/** The version of a state's JSON; an empty text is no state. */
export function stateVersion(json: string): StateVersion | undefined {
  if (json.trim() === "") return undefined;
  const { lineage, serial }: Partial<StateVersion> = JSON.parse(json);
  return lineage ? { lineage, serial: serial ?? 0 } : undefined;
}

function report(line: string): void {
  const said = progressLine(line);
  if (said !== undefined) console.error(said);
}
