import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toolError } from "./errors";
import { motoConstraints, motoVersion } from "./moto-constraints";
import { runProcess } from "./run-process";
import { isDownloadForbidden } from "./tool-cache";
import { type Environment, which } from "./which";

export interface InstallMotoOptions {
  /** Of the virtual environment, which is made if it is not there. */
  readonly folder: string;
  readonly say: (line: string) => void;
  readonly env?: Environment;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** The folder of programs of moto's virtual environment, once it is installed there. */
export function motoPrograms(folder: string): string | undefined {
  const bin = join(folder, "bin");
  return existsSync(join(bin, "moto_server")) ? bin : undefined;
}

/**
 * Installs moto in a virtual environment, and returns its folder of programs.
 *
 * @throws {OutlastError} `moto-missing`, `tool-aborted`
 */
export async function installMoto({
  env = process.env,
  folder,
  say,
  signal,
}: InstallMotoOptions): Promise<string> {
  const there = motoPrograms(folder);
  if (there !== undefined) return there;
  const python = await which("python3", env);
  if (python === undefined) {
    throw toolError(
      "moto-missing",
      "no moto_server and no python3 on PATH",
      "Install Python 3.9 or newer; the rest is done here.",
    );
  }
  const moto = `moto[server]==${motoVersion}`;
  if (isDownloadForbidden(env)) {
    throw toolError(
      "moto-missing",
      "no moto_server on PATH, and OUTLAST_NO_DOWNLOAD forbids to install it",
      `Install ${moto} yourself and put moto_server on PATH, or unset OUTLAST_NO_DOWNLOAD.`,
    );
  }
  say(`installing moto ${motoVersion} below ${folder}; this happens once`);
  mkdirSync(folder, { recursive: true });
  const step = async (command: string, args: readonly string[], what: string, mend: string) => {
    const { exitCode, stderr } = await runProcess(command, args, {
      cwd: process.cwd(),
      env,
      ...(signal && { signal }),
    });
    if (exitCode !== 0) throw toolError("moto-missing", `${what}: ${stderr.trim().split("\n").at(-1)}`, mend);
  };
  // One that an installation was interrupted in is as good as a new one.
  if (!existsSync(join(folder, "bin/pip"))) {
    await step(
      python,
      ["-m", "venv", folder],
      "a virtual environment cannot be made",
      "Install Python's venv module (Debian: python3-venv).",
    );
  }
  const constraints = join(folder, "constraints.txt");
  writeFileSync(constraints, motoConstraints);
  await step(
    join(folder, "bin/pip"),
    ["install", "--disable-pip-version-check", "--quiet", "--constraint", constraints, moto],
    "moto cannot be installed",
    `Connect to a package index, or install ${moto} yourself and put moto_server on PATH.`,
  );
  return join(folder, "bin");
}
