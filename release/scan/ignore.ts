import { compilePathPattern } from "../../facts/cloudfront/path-pattern";

/** Name of the file, in the folder's root, that lists what is not published. */
export const ignoreFile = ".outlastignore";

const litter = new Set(["Thumbs.db", "desktop.ini"]);

/**
 * What is left out: names that begin with a dot, but for `.well-known`; what desktops leave behind; and the
 * patterns of `.outlastignore`, one a line. A pattern is a path from the folder's root in which `*` is any run of
 * characters and `?` one; without a slash it is a name in any folder. A folder that matches is left out whole.
 */
export function createIgnore(patterns: string): (key: string) => boolean {
  const rules = patterns
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const matches = compilePathPattern(line.replace(/\/$/, ""));
      const byName = !line.replace(/\/$/, "").includes("/");
      return (key: string) => matches(byName ? nameOf(key) : key);
    });
  return (key) => {
    const name = nameOf(key);
    if (name.startsWith(".") && name !== ".well-known") return true;
    return litter.has(name) || rules.some((rule) => rule(key));
  };
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}
