import { existsSync, readdirSync } from "node:fs";
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
      const standIn = hasTerminal(folder) ? [] : ["--require", join(packageRoot(), "bin/terminal.cjs")];
      return { name, args: [...standIn, join(folder, "bundle/bin", name)] };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  throw toolError("framework-command-missing", `${root} has neither cdktf-cli nor cdktn-cli`);
}

/**
 * cdktf runs Terraform in a terminal of a package that brings its binaries for Node 16 to 22, and for no Mac of Intel's; on
 * others its install script would have to make one. cdktn needs none.
 */
function hasTerminal(folder: string): boolean {
  const terminal = terminalFolder(folder);
  if (terminal === undefined || existsSync(join(terminal, "build/Release/pty.node"))) return true;
  const { arch, platform, versions } = process;
  const made = join(terminal, "prebuilds", `${platform}-${arch}`);
  return (
    existsSync(made) && readdirSync(made).some((name) => name.startsWith(`node.abi${versions.modules}.`))
  );
}

function terminalFolder(folder: string): string | undefined {
  try {
    const require = createRequire(join(folder, "package.json"));
    return dirname(require.resolve("@cdktf/node-pty-prebuilt-multiarch/package.json"));
  } catch {
    return undefined;
  }
}
