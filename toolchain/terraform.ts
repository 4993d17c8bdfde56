import type { OutlastError } from "../errors/outlast-error";
import type { Diagnostic, Outputs, Validation } from "./documents";
import { toolError } from "./errors";
import { knownFailure, lockWasLetGo } from "./known-failures";
import { endOrphanedPlugins } from "./orphaned-plugins";
import { type ProcessResult, runProcess } from "./run-process";
import { appliedOutputs, diagnosticsOf } from "./terraform-messages";
import type { Environment } from "./which";

/** A Terraform and the folder that it works in. */
export interface TerraformOptions {
  /** Path of the program. */
  readonly binary: string;
  /** Folder with the configuration. */
  readonly folder: string;
  /** Variables; see `terraformEnvironment`. */
  readonly env: Environment;
  /** Called with every line of Terraform's machine-readable output. */
  readonly onLine?: (line: string) => void;
  /** Called with what was done besides running Terraform, in words for a person. */
  readonly onNote?: (text: string) => void;
}

/** Ends a run early. */
export interface RunOptions {
  readonly signal?: AbortSignal;
}

/** What an apply, a plan or an init said besides succeeding. */
export interface RunResult {
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Terraform in one folder. Every method is one run of the program, without a question, and throws a
 * {@link OutlastError} `terraform-failed` with Terraform's own diagnostics when the run fails.
 */
export class Terraform {
  constructor(private readonly options: TerraformOptions) {}

  /**
   * Installs providers and connects the backend; `migrateState` copies the state to a changed backend, `isLost` asks the
   * one before for nothing, and `isLocked` takes the providers of the folder's lock file and no others. Plugins that an earlier run left in the folder when it
   * was killed are ended.
   */
  async init(
    options: RunOptions & {
      readonly migrateState?: boolean;
      readonly isLost?: boolean;
      readonly isLocked?: boolean;
    } = {},
  ): Promise<RunResult> {
    const ended = endOrphanedPlugins(this.options.folder).length;
    if (ended > 0) this.options.onNote?.(`ended ${ended} provider plugins of a Terraform that was killed`);
    const flags = [
      ...(options.migrateState ? ["-migrate-state", "-force-copy"] : []),
      ...(options.isLost ? ["-reconfigure"] : []),
      ...(options.isLocked ? ["-lockfile=readonly"] : []),
    ];
    // -json refuses -migrate-state, whose copying would ask a question.
    const json = options.migrateState ? ["-no-color"] : ["-json"];
    return reported(await this.succeed(["init", "-input=false", ...json, ...flags], options));
  }

  /**
   * Writes the providers' versions and hashes into the folder's lock file: those of the platforms, from the registry, or
   * from the mirror in a folder.
   */
  async lockProviders(
    options: RunOptions & { readonly platforms: readonly string[]; readonly mirror?: string },
  ): Promise<void> {
    const flags = [
      ...options.platforms.map((platform) => `-platform=${platform}`),
      ...(options.mirror === undefined ? [] : [`-fs-mirror=${options.mirror}`]),
    ];
    await this.succeed(["providers", "lock", "-no-color", ...flags], options);
  }

  /** Checks the configuration against the provider's schema. */
  async validate(options: RunOptions = {}): Promise<Validation> {
    const { stdout } = await this.run(["validate", "-json"], options);
    return JSON.parse(stdout);
  }

  /** Plans, and says whether there is anything to do; `out` names the file for `show` and `apply`, `target` the one address to plan. */
  async plan(
    options: RunOptions & {
      readonly out?: string;
      readonly destroy?: boolean;
      readonly target?: string;
    } = {},
  ): Promise<RunResult & { readonly changes: boolean }> {
    const flags = [
      ...(options.out ? [`-out=${options.out}`] : []),
      ...(options.destroy ? ["-destroy"] : []),
      ...(options.target ? [`-target=${options.target}`] : []),
    ];
    const result = await this.succeed(
      ["plan", "-json", "-input=false", "-detailed-exitcode", ...flags],
      options,
      [0, 2],
    );
    return { ...reported(result), changes: result.exitCode === 2 };
  }

  /** A saved plan, or a state, in JSON: `terraform/plan` reads it. */
  async show(file: string, options: RunOptions = {}): Promise<string> {
    return (await this.succeed(["show", "-json", file], options)).stdout;
  }

  /** Applies a saved plan, or all that is to do, and has the outputs that the state has from then on. */
  async apply(
    options: RunOptions & { readonly planFile?: string } = {},
  ): Promise<RunResult & { readonly outputs: Outputs }> {
    const what = options.planFile ?? "-auto-approve";
    const result = await this.succeed(["apply", "-json", "-input=false", what], options);
    return { ...reported(result), outputs: appliedOutputs(result.stdout) };
  }

  /** Removes everything in the state. */
  async destroy(options: RunOptions = {}): Promise<RunResult> {
    return reported(await this.succeed(["destroy", "-json", "-input=false", "-auto-approve"], options));
  }

  /** The state's outputs. */
  async output(options: RunOptions = {}): Promise<Outputs> {
    const { stdout } = await this.succeed(["output", "-json", "-no-color"], options);
    return JSON.parse(stdout);
  }

  /** The state's JSON, for `stateContent` and `stateVersion`; empty where there is none yet. */
  async pullState(options: RunOptions = {}): Promise<string> {
    return (await this.succeed(["state", "pull"], options)).stdout;
  }

  /** Drops what is at these addresses from the state, and leaves it where it is. */
  async removeFromState(addresses: readonly string[], options: RunOptions = {}): Promise<void> {
    await this.succeed(["state", "rm", ...addresses], options);
  }

  /** What met a lock that was let go of has done nothing yet, and is run again. */
  private async succeed(args: readonly string[], options: RunOptions, expected: readonly number[] = [0]) {
    for (let left = mostRuns; ; left--) {
      const result = await this.run(args, options);
      if (expected.includes(result.exitCode)) return result;
      if (left === 1 || !lockWasLetGo(saidBy(result)))
        throw failed(args[0] ?? "", this.options.folder, result);
    }
  }

  private run(args: readonly string[], { signal }: RunOptions): Promise<ProcessResult> {
    const { binary, folder, env, onLine } = this.options;
    return runProcess(binary, args, {
      cwd: folder,
      env,
      ...(signal && { signal }),
      ...(onLine && { onLine }),
    });
  }
}

/** Each takes another run that ends just then. */
const mostRuns = 10;

function reported(result: ProcessResult): RunResult {
  return { diagnostics: diagnosticsOf(result.stdout) };
}

function failed(verb: string, folder: string, result: ProcessResult): OutlastError {
  if (result.killedBy) {
    return toolError("terraform-killed", `terraform ${verb} was ended by ${result.killedBy}`);
  }
  const text = saidBy(result);
  const known = knownFailure(text, folder);
  if (known) return known;
  return toolError(
    "terraform-failed",
    `terraform ${verb} ended with ${result.exitCode}: ${text}`,
    `Mend what it says and run it again; the configuration is in ${folder}.`,
  );
}

/** The errors of a run that failed. */
function saidBy({ stderr, stdout }: ProcessResult): string {
  const errors = diagnosticsOf(stdout).filter(({ severity }) => severity === "error");
  const said = errors.map(({ summary, detail, address }) =>
    [address, summary, detail].filter(Boolean).join(": "),
  );
  return said.length > 0 ? said.join("\n  ") : (stderr || stdout).trim();
}
