import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { toolError } from "./errors";
import { isRunning } from "./is-running";
import { motoPythons, motoRequirements, motoVersion } from "./moto-requirements";
import { runProcess } from "./run-process";
import { isDownloadForbidden } from "./tool-cache";
import { type Environment, which } from "./which";

const [firstPython, lastPython] = motoPythons;

const moto = `moto[server]==${motoVersion}`;

/**
 * Ends with 1 in a Python that what is installed is not made for. Another one says where its own program is, which what is on
 * PATH may only start, so that who is interrupted passes nothing on to it; and whether it has a pip that installs into an
 * environment of somebody else's.
 * @see https://pip.pypa.io/en/stable/user_guide/#managing-a-different-python-interpreter since 22.3
 */
const isMadeFor = `
import re, sys
if not ${tuple(firstPython)} <= sys.version_info[:2] <= ${tuple(lastPython)}: sys.exit(1)
try: from pip import __version__
except ImportError: __version__ = "0.0"
print(sys.executable)
found = re.match(r"(\\d+)\\.(\\d+)", __version__)
if found and tuple(map(int, found.groups())) >= (22, 3): print("pip")
`;

export interface InstallMotoOptions {
  /** Of virtual environments, and of the link to the one that is whole. */
  readonly folder: string;
  readonly say: (line: string) => void;
  readonly env?: Environment;
  /** A requirements file of wheels, by version and hashes. @default - moto and all that it depends on */
  readonly requirements?: string;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** The folder of programs of moto's virtual environment, once all of it is installed there. */
export function motoPrograms(folder: string): string | undefined {
  const bin = join(folder, motoVersion, "bin");
  return existsSync(join(bin, "moto_server")) ? bin : undefined;
}

/**
 * Installs moto in a virtual environment, and returns its folder of programs. It is made in a folder of its own, since its
 * programs know their place, and is linked to once it is whole; of two runs at once each makes one, and the first is kept.
 *
 * @throws {OutlastError} `moto-missing`, `tool-aborted`
 */
export async function installMoto({
  env = process.env,
  folder,
  requirements = motoRequirements,
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
      `Install Python ${firstPython} or newer; the rest is done here.`,
    );
  }
  if (isDownloadForbidden(env)) {
    throw toolError(
      "moto-missing",
      "no moto_server on PATH, and OUTLAST_NO_DOWNLOAD forbids to install it",
      `Install ${moto} yourself and put moto_server on PATH, or unset OUTLAST_NO_DOWNLOAD.`,
    );
  }
  say(`installing moto ${motoVersion} below ${folder}; this happens once`);
  mkdirSync(folder, { recursive: true });
  removeLeft(folder);
  const own = mkdtempSync(join(folder, `${motoVersion}.${process.pid}.`));
  try {
    await fill(own, { env, python, requirements, ...(signal && { signal }) });
    return kept(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    throw error;
  }
}

interface Filling {
  readonly env: Environment;
  readonly python: string;
  readonly requirements: string;
  readonly signal?: AbortSignal;
}

/** Makes a virtual environment of an empty folder, and installs all that moto needs there. */
async function fill(folder: string, { env, python, requirements, signal }: Filling): Promise<void> {
  const step = async (command: string, args: readonly string[], what: string, mend: string) => {
    const { exitCode, stderr, stdout } = await runProcess(command, args, {
      cwd: process.cwd(),
      // The folder that this is called in has no modules for it.
      env: { ...env, PYTHONSAFEPATH: "1" },
      ...(signal && { signal }),
    });
    if (exitCode !== 0) throw toolError("moto-missing", `${what}: ${reasonIn(stderr)}`, mend);
    return stdout;
  };
  const said = await step(
    python,
    ["-c", isMadeFor],
    `${python} is not Python ${firstPython} to ${lastPython}, whose packages are known here`,
    `Put one of them on PATH as python3, or install ${moto} yourself and put moto_server on PATH.`,
  );
  // A pip of its own takes longer to install than moto's packages to unpack, and nobody asks it again.
  const [own = "", pip] = said.split("\n");
  const program = own || python;
  const hasPip = pip === "pip";
  await step(
    program,
    ["-I", "-m", "venv", ...(hasPip ? ["--without-pip"] : []), folder],
    "a virtual environment cannot be made",
    "Install Python's venv module (Debian: python3-venv).",
  );
  const list = join(folder, "requirements.txt");
  writeFileSync(list, requirements);
  const into = hasPip ? ["-m", "pip", "--python", join(folder, "bin/python")] : ["-m", "pip"];
  await step(
    hasPip ? program : join(folder, "bin/python"),
    // Nothing is run to install it: a wheel is unpacked once its bytes are those that are known. The list is whole but for
    // what a platform has to do without, so that nobody adds to it.
    [
      ...[...into, "install", "--disable-pip-version-check", "--quiet", "--require-hashes", "--no-deps"],
      ...["--only-binary", ":all:", "--requirement", list],
    ],
    "moto cannot be installed",
    `Connect to a package index, or install ${moto} yourself and put moto_server on PATH.`,
  );
}

/** Links to it, where none is linked to by now. */
function kept(own: string, folder: string): string {
  const there = motoPrograms(folder);
  if (there !== undefined) {
    rmSync(own, { recursive: true });
    return there;
  }
  const link = `${own}.link`;
  symlinkSync(basename(own), link);
  renameSync(link, join(folder, motoVersion));
  return join(folder, motoVersion, "bin");
}

/** What runs that were killed have left: whoever installs has none that is whole. */
function removeLeft(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid] = name.startsWith(`${motoVersion}.`) ? (/\.(\d+)\.\w+$/.exec(name) ?? []) : [];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { recursive: true });
  }
}

/** The last line, or what pip has said before its list of hashes: whose bytes are not those that are known. */
function reasonIn(stderr: string): string {
  const [, altered] = /DO NOT MATCH THE HASHES.*?\n\s+(\S+==\S+)/s.exec(stderr) ?? [];
  if (altered !== undefined) return `the index has other bytes of ${altered} than are known here`;
  return stderr.trim().split("\n").at(-1) ?? "";
}

function tuple(version: string): string {
  return `(${version.replace(".", ", ")})`;
}
