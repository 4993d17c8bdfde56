import { statSync } from "node:fs";
import { resolve } from "node:path";

/** What `--origin <id>=<url or folder>` says: what on this machine stands for an origin. */
export interface OriginTarget {
  readonly id: string;
  /** As it was given. */
  readonly target: string;
  /** Undefined for a folder, which is there. */
  readonly url: URL | undefined;
}

/** Takes the text apart. `refuse` makes the error of what is wrong with it, which is thrown. */
export function readOriginTarget(text: string, refuse: (problem: string) => Error): OriginTarget {
  const at = text.indexOf("=");
  if (at < 1) throw refuse("there is no origin id before an equals sign");
  const [id, target] = [text.slice(0, at), text.slice(at + 1)];
  if (target === "") throw refuse("the target is missing");
  if (/^https?:/i.test(target)) return { id, target, url: readUrl(target, refuse) };
  if (!statSync(target, { throwIfNoEntry: false })?.isDirectory())
    throw refuse(`there is no folder ${resolve(target)}`);
  return { id, target, url: undefined };
}

function readUrl(target: string, refuse: (problem: string) => Error): URL {
  if (!URL.canParse(target)) throw refuse("this is no URL");
  const url = new URL(target);
  const { username, password, search, hash } = url;
  if (username || password || search || hash)
    throw refuse("a URL stands for an origin by its scheme, host, port and path alone");
  return url;
}
