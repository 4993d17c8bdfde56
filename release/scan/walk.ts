import type { Dirent } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { type ReleaseProblem, releaseError, releaseProblem } from "../errors";
import { createIgnore, ignoreFile } from "./ignore";
import { collisions, keyProblem } from "./key-problems";

/** A file of the folder. */
export interface FoundFile {
  readonly key: string;
  readonly path: string;
}

export interface Walk {
  /** In the order of their keys. */
  readonly files: readonly FoundFile[];
  readonly problems: readonly ReleaseProblem[];
}

export interface WalkOptions {
  /** Whether what is usually left out, such as names that begin with a dot, is there too. @default false */
  readonly all?: boolean;
}

/**
 * Every file below the folder that is to be published.
 *
 * @throws {OutlastError} when there is no such folder
 */
export async function walkFolder(folder: string, { all = false }: WalkOptions = {}): Promise<Walk> {
  const root = await rootOf(folder);
  const ignored = all ? () => false : createIgnore(await ignorePatterns(root));
  const files: FoundFile[] = [];
  const problems: ReleaseProblem[] = [];
  const open = [""];
  for (let under = open.pop(); under !== undefined; under = open.pop()) {
    for (const entry of await entries(join(root, under), problems)) {
      const key = under === "" ? entry.name : `${under}/${entry.name}`;
      if (ignored(key)) continue;
      const problem = keyProblem(key) ?? (entry.isSymbolicLink() ? await linkProblem(root, key) : undefined);
      if (problem) problems.push(problem);
      else if (entry.isDirectory()) open.push(key);
      else if (entry.isFile() || entry.isSymbolicLink()) files.push({ key, path: join(root, key) });
      else problems.push(releaseProblem("RELEASE_FILE_UNREADABLE", `${key} (neither file nor folder)`));
    }
  }
  files.sort((a, b) => (a.key < b.key ? -1 : 1));
  problems.push(...collisions(files.map(({ key }) => key)));
  if (files.length === 0 && problems.length === 0)
    problems.push(releaseProblem("RELEASE_FOLDER_EMPTY", folder));
  return { files, problems };
}

async function rootOf(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw releaseError("RELEASE_FOLDER_MISSING", folder);
  return realpath(folder);
}

async function ignorePatterns(root: string): Promise<string> {
  try {
    return await readFile(join(root, ignoreFile), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw releaseError("RELEASE_FILE_UNREADABLE", ignoreFile, { cause: error });
  }
}

async function entries(path: string, problems: ReleaseProblem[]): Promise<readonly Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    problems.push(unreadable(path, error));
    return [];
  }
}

async function linkProblem(root: string, key: string): Promise<ReleaseProblem | undefined> {
  try {
    const target = await realpath(join(root, key));
    if (target !== root && !target.startsWith(root + sep))
      return releaseProblem("RELEASE_LINK_OUTSIDE", `${key} -> ${target}`);
    return (await stat(target)).isDirectory() ? releaseProblem("RELEASE_LINK_FOLDER", key) : undefined;
  } catch (error) {
    return unreadable(key, error);
  }
}

/** A finding about a file or folder that the system would not let us read. */
export function unreadable(path: string, error: unknown): ReleaseProblem {
  return releaseProblem("RELEASE_FILE_UNREADABLE", `${path} (${(error as NodeJS.ErrnoException).code})`);
}
