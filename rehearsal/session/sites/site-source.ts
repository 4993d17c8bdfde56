import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { SiteConfig } from "../../../config";
import { packageRoot } from "../../../config/package-root";
import { type ExitCode, exitCodes } from "../../../errors/exit-codes";
import { OutlastError } from "../../../errors/outlast-error";
import { configFiles, projectRoot } from "../../../project/own-project";
import type { RehearsedSite } from "../../content/rehearsed-site";
import type { LocalSite } from "../../server";
import { type LoadedSite, loadTerraformFile, TerraformReadError } from "../../terraform";
import { startError } from "../start-error";
import { ReaderApart } from "./apart";

const run = promisify(execFile);

/** Where sites come from, again and again while they are edited. */
export interface SiteSource {
  read(): Promise<readonly RehearsedSite[]>;
  /** Files and folders whose change makes another read worthwhile. */
  readonly watched: readonly string[];
  close(): void;
}

/** How a source says what is wrong with a config, and what should not be. */
export interface SourceTelling {
  /** Whether the problems of a config are to be JSON. */
  readonly json: boolean;
  /** Takes the text of what a config should not say, a line or several. */
  readonly warn: (text: string) => void;
}

/** The project's own sites, synthesized into a temporary folder. */
export class ProjectSource implements SiteSource {
  readonly #root = packageRoot();
  readonly #folder = mkdtempSync(join(tmpdir(), "outlast-start-"));
  readonly #json: boolean;
  /** Edge functions of the project's own, as it was read last. */
  #functions: readonly string[] = [];
  readonly #warn: (text: string) => void;

  constructor({ json, warn }: SourceTelling) {
    this.#json = json;
    this.#warn = warn;
  }

  get watched(): readonly string[] {
    const parts = ["facts", "config", "modules", "stacks", "edge-functions"];
    // The package has been built of them, and has only the last where it is installed.
    const sources = parts.map((part) => join(this.#root, part)).filter((folder) => existsSync(folder));
    return [...configFiles(), ...sources, ...this.#functions];
  }

  async read(): Promise<readonly RehearsedSite[]> {
    const output = await this.#synthesize();
    const sites = JSON.parse(output) as { config: SiteConfig; file: string }[];
    this.#functions = sites.flatMap(({ config }) => ownFunctionFiles(config));
    return sites.map(({ config, file }) => {
      const loaded = loadOwn(file, config.name);
      return { name: config.name, loaded, local: localSite(config.name, loaded), config };
    });
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #synthesize(): Promise<string> {
    const script = join(this.#root, "bin/run.mjs");
    const given = [
      script,
      "rehearsal/session/sites/synthesize-entry.ts",
      this.#folder,
      ...(this.#json ? ["json"] : []),
    ];
    try {
      const { stdout, stderr } = await run(process.execPath, given, { cwd: projectRoot() });
      if (stderr !== "") this.#warn(stderr);
      return stdout;
    } catch (error) {
      const { code, signal, stderr = "" } = error as { code?: number; signal?: string; stderr?: string };
      // Node itself may end, which says nothing.
      const said =
        stderr.trim() || `the synthesis ended by ${signal ?? `exit code ${code}`} and said nothing`;
      throw synthesisError(said, code === 2 ? exitCodes.wrongInput : exitCodes.toolFailed);
    }
  }
}

/** What the process of the synthesis said, as it said it: the config's problems, rendered, as a rule. */
function synthesisError(said: string, exitCode: ExitCode): OutlastError {
  return new OutlastError(startError("START_SYNTHESIS", said).problems, { message: said, exitCode });
}

/** Somebody's Terraform: a folder of HCL, a configuration in JSON, a plan, or a state. */
export class TerraformFileSource implements SiteSource {
  readonly #file: string;
  readonly #reader = new ReaderApart();

  constructor(file: string) {
    this.#file = file;
  }

  get watched(): readonly string[] {
    return [resolve(this.#file)];
  }

  async read(): Promise<readonly RehearsedSite[]> {
    const path = resolve(this.#file);
    const reading = await this.#reader.read(path);
    if ("refusal" in reading) throw fileError(path, reading.refusal);
    return [siteOfFile(this.#file, reading.loaded)];
  }

  close(): void {
    this.#reader.close();
  }
}

/** The sites of somebody's Terraform, or where no file is named, of the project. */
export function openSource(file: string | undefined, telling: SourceTelling): SiteSource {
  return file === undefined ? new ProjectSource(telling) : new TerraformFileSource(file);
}

/** Does something with one of the project's own sites, and puts away what it was read from. */
export async function withOwnSite<Result>(
  name: string,
  telling: SourceTelling,
  use: (site: RehearsedSite) => Promise<Result>,
): Promise<Result> {
  const source = new ProjectSource(telling);
  try {
    const site = (await source.read()).find((one) => one.name === name);
    if (site === undefined) throw new Error(`no stack of ${name} was synthesized`);
    return await use(site);
  } finally {
    source.close();
  }
}

/** Files of the functions of one's own. */
function ownFunctionFiles({ edge }: SiteConfig): readonly string[] {
  return Object.values(edge).flatMap((own) =>
    own === undefined ? [] : [resolve(projectRoot(), typeof own === "string" ? own : own.file)],
  );
}

/** Somebody's site by the name of its file. */
export function siteOfFile(file: string, loaded: LoadedSite): RehearsedSite {
  const name = basename(resolve(file)).replace(/(\.tf)?\.json$/, "");
  return { name, loaded, local: localSite(name, loaded), file };
}

/** `deployment` tells the ids that are made up for sites of one project apart: their addresses are the same. */
function loadOwn(path: string, deployment: string): LoadedSite {
  try {
    return loadTerraformFile(path, { deployment });
  } catch (error) {
    throw error instanceof TerraformReadError ? fileError(path, error.message) : error;
  }
}

function fileError(path: string, why: string): OutlastError {
  return startError("START_FILE", `${path} cannot be rehearsed:\n${why}`);
}

/** How a laptop reaches the site: under the name that visitors would use. */
export function localSite(name: string, { distributions, outputs }: LoadedSite): LocalSite {
  const hosts = distributions.flatMap(({ aliases, domainName }) => [...aliases, domainName]);
  const url = (outputs.outlast as { url?: string } | undefined)?.url;
  const main = url?.startsWith("https://") ? new URL(url).host : undefined;
  const host = main !== undefined && hosts.includes(main) ? main : hosts.find((one) => !one.startsWith("*"));
  return { name, host: host ?? "localhost", hosts };
}
