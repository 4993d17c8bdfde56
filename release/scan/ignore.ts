import ignore from "ignore";

/** Name of the file, in the folder's root, that lists what is not published. */
export const ignoreFile = ".outlastignore";

const litter = new Set(["Thumbs.db", "desktop.ini"]);

/**
 * What is left out: names that begin with a dot, but for `.well-known`; what desktops leave behind; and what the lines of
 * `.outlastignore` say, as those of a .gitignore in the folder's root (gitignore, PATTERN FORMAT). `./drafts` is `/drafts`,
 * though Git takes it for nothing: nobody means nothing. A name in another Unicode form is the same name.
 */
export function createIgnore(lines: string): (key: string, isFolder: boolean) => boolean {
  const patterns = lines.normalize("NFC").replace(/^(!?)\.\//gm, "$1/");
  const listed = ignore({ ignorecase: false }).add(patterns);
  return (key, isFolder) => {
    const name = key.slice(key.lastIndexOf("/") + 1);
    if ((name.startsWith(".") && name !== ".well-known") || litter.has(name)) return true;
    return listed.ignores(`${key.normalize("NFC")}${isFolder ? "/" : ""}`);
  };
}
