import type { Dirent, Stats } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { type ReleaseProblem, releaseError, releaseProblem } from "../errors";
import { MarkupTooDeep } from "../links/markup";
import { createIgnore, ignoreFile } from "./ignore";
import { collisions, keyProblem } from "./key-problems";

/** A file of the folder. */
export interface FoundFile {
  readonly key: string;
  /** Where it really is, wherever a link to it lies. */
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

/** A folder whose entries are still to be read. */
interface OpenFolder {
  /** What its keys begin with, a slash at the end; "" of the root. */
  readonly prefix: string;
  /** Where it really is. */
  readonly path: string;
  /** Where it and the folders above it really are, links of which it was reached included. */
  readonly above: readonly string[];
}

/** Folders that are reached through links: links that multiply each other would never come to an end. */
const mostLinkedFolders = 1000;

/**
 * Every file below the folder that is to be published. Links are followed to what is inside of it.
 *
 * @throws {OutlastError} when there is no such folder
 */
export async function walkFolder(folder: string, { all = false }: WalkOptions = {}): Promise<Walk> {
  const root = await rootOf(folder);
  const ignored = all ? () => false : createIgnore(await ignoredLines(root));
  const files: FoundFile[] = [];
  const problems: ReleaseProblem[] = [];
  let linkedFolders = 0;
  const open: OpenFolder[] = [{ prefix: "", path: root, above: [root] }];
  for (let inside = open.pop(); inside !== undefined; inside = open.pop()) {
    const { above, path: parent, prefix } = inside;
    for (const entry of await entries(parent, problems)) {
      const key = prefix + entry.name;
      const link = entry.isSymbolicLink() ? await targetOf(join(parent, entry.name)) : undefined;
      const kind = link?.kind ?? kindOf(entry);
      if (ignored(key, kind === "folder")) continue;
      const path = link?.path ?? join(parent, entry.name);
      const problem = keyProblem(key) ?? (link && linkProblem(key, link, root, above));
      if (problem) problems.push(problem);
      else if (kind === "file") files.push({ key, path });
      else if (kind === "other")
        problems.push(releaseProblem("RELEASE_FILE_UNREADABLE", `${key} (neither file nor folder)`));
      else if (link === undefined || ++linkedFolders <= mostLinkedFolders)
        open.push({ prefix: `${key}/`, path, above: [...above, path] });
    }
  }
  if (linkedFolders > mostLinkedFolders)
    problems.push(
      releaseProblem("RELEASE_LINK_FOLDER", `${linkedFolders} folders are reached through links`),
    );
  files.sort((a, b) => (a.key < b.key ? -1 : 1));
  problems.push(...collisions(files.map(({ key }) => key)));
  if (files.length === 0 && problems.length === 0)
    problems.push(releaseProblem("RELEASE_FOLDER_EMPTY", folder));
  return { files, problems };
}

/** The folder's real path. @throws {OutlastError} RELEASE_FOLDER_MISSING */
export async function rootOf(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw releaseError("RELEASE_FOLDER_MISSING", folder);
  return realpath(folder);
}

/** Without a byte order mark, as Git reads them. */
async function ignoredLines(root: string): Promise<string> {
  try {
    return new TextDecoder().decode(await readFile(join(root, ignoreFile)));
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

type Kind = "file" | "folder" | "other";

/** Where a link leads in the end. */
interface LinkTarget {
  readonly path: string;
  readonly kind: Kind;
  /** Why nobody can tell. */
  readonly error?: unknown;
}

function kindOf(found: Pick<Stats, "isFile" | "isDirectory">): Kind {
  if (found.isDirectory()) return "folder";
  return found.isFile() ? "file" : "other";
}

async function targetOf(link: string): Promise<LinkTarget> {
  try {
    const path = await realpath(link);
    return { path, kind: kindOf(await stat(path)) };
  } catch (error) {
    return { path: link, kind: "other", error };
  }
}

function linkProblem(
  key: string,
  { error, path }: LinkTarget,
  root: string,
  above: readonly string[],
): ReleaseProblem | undefined {
  if (error !== undefined) return unreadable(key, error);
  if (path !== root && !path.startsWith(root + sep))
    return releaseProblem("RELEASE_LINK_OUTSIDE", `${key} -> ${path}`);
  if (!above.includes(path)) return undefined;
  return releaseProblem("RELEASE_LINK_FOLDER", `${key} -> ${relative(root, path) || "."}, which it is in`);
}

/** A finding about a file or folder that the system would not let us read, or a page that is none. @throws any other error */
export function unreadable(path: string, error: unknown): ReleaseProblem {
  if (error instanceof MarkupTooDeep)
    return releaseProblem("RELEASE_PAGE_TOO_DEEP", `${path}: ${error.message}`);
  if (!(error instanceof Error) || !("code" in error)) throw error;
  return releaseProblem("RELEASE_FILE_UNREADABLE", `${path} (${error.code})`);
}
