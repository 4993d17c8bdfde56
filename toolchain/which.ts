import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/** The variables of a process, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The first executable file called `name` on PATH, or at that path if it is one, which is made absolute: programs are run from other folders; undefined if there is none. */
export async function which(name: string, env: Environment = process.env): Promise<string | undefined> {
  if (name.includes("/") || isAbsolute(name)) return (await isExecutable(name)) ? resolve(name) : undefined;
  const suffixes = process.platform === "win32" ? (env.PATHEXT ?? ".EXE;.CMD").split(";") : [""];
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const folder of folders) {
    for (const suffix of suffixes) {
      const candidate = join(folder, name + suffix);
      if (await isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
