import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { packageRoot } from "../../../config/package-root";
import { toolError } from "../../../toolchain/errors";

/** Of CDKTF, and of CDK Terrain, which has the same commands under its own name. */
const names = ["cdktf", "cdktn"];

/** What deploys the stacks of a project, by the framework that it has. */
export interface FrameworkCommand {
  readonly name: string;
  /** What Node runs. */
  readonly args: readonly string[];
}

/** The command of the project in a folder. @throws {OutlastError} `framework-command-missing` */
export function frameworkCommand(root: string): FrameworkCommand {
  const require = createRequire(join(root, "package.json"));
  for (const name of names) {
    try {
      const folder = dirname(require.resolve(`${name}-cli/package.json`));
      return { name, args: ["--require", pipes(), join(folder, "bundle/bin", name)] };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  throw toolError("framework-command-missing", `${root} has neither cdktf-cli nor cdktn-cli`);
}

/** In place of the terminal that cdktf takes, whose binary not every system and Node has: nobody is asked anything. */
const pipes = () => join(packageRoot(), "bin/terminal.cjs");
