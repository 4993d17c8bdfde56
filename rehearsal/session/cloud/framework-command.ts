import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { toolError } from "../../../toolchain/errors";

/** Of CDKTF, and of CDK Terrain, which has the same commands under its own name. */
const names = ["cdktf", "cdktn"];

/** What deploys the stacks of a project, by the framework that it has. */
export interface FrameworkCommand {
  readonly name: string;
  /** What Node runs. */
  readonly path: string;
}

/** The command of the project in a folder. @throws {OutlastError} `framework-command-missing` */
export function frameworkCommand(root: string): FrameworkCommand {
  const require = createRequire(join(root, "package.json"));
  for (const name of names) {
    try {
      const folder = dirname(require.resolve(`${name}-cli/package.json`));
      refuseWithoutTerminal(folder);
      return { name, path: join(folder, "bundle/bin", name) };
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
function refuseWithoutTerminal(folder: string): void {
  const terminal = terminalFolder(folder);
  if (terminal === undefined || existsSync(join(terminal, "build/Release/pty.node"))) return;
  const { arch, platform, versions } = process;
  const made = join(terminal, "prebuilds", `${platform}-${arch}`);
  const isMade = (name: string) => name.startsWith(`node.abi${versions.modules}.`);
  if (existsSync(made) && readdirSync(made).some(isMade)) return;
  throw toolError(
    "framework-command-missing",
    `cdktf-cli has no terminal for Node ${versions.node} on ${platform}-${arch}`,
    "Run it on Node 22, or 20.19 and newer of 20. Or have the terminal made, which wants a compiler: npm rebuild --foreground-scripts @cdktf/node-pty-prebuilt-multiarch. CDK Terrain's command needs none: docs/guides/cdk-terrain.md.",
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
