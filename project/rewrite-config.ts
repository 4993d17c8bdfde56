import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { SiteInput } from "../config";
import { OutlastError } from "../errors/outlast-error";
import { ownModule } from "./own-project";

export interface NewRegions {
  /** The site's name. */
  readonly site: string;
  readonly regions: SiteInput["regions"];
  /** As the lines of a config, from `regions` to its end. */
  readonly lines: (indent: string) => string;
  /** Of the state's bucket, where the deployment is to say it. */
  readonly stateRegion?: string;
}

/**
 * Writes a site's regions into a config. No parser knows what somebody's TypeScript means: each place that could be meant is
 * tried in a copy beside the file, which is loaded; one that gives what is wanted, and changes nothing else, is taken.
 *
 * @returns whether it was written
 */
export function rewriteRegions(file: string, wanted: NewRegions): boolean {
  const path = realpathSync(file);
  const text = readFileSync(path, "utf8");
  const before = ownModule(file);
  // Each in a file of its own: what a file was made into is kept for as long as it looks the same.
  const copies = rewritings(text, wanted).map((content, at) => ({
    content,
    file: join(dirname(path), `.next-${process.pid}-${at}.${basename(path)}`),
  }));
  try {
    const right = copies.filter(({ content, file: copy }) => {
      writeFileSync(copy, content, { mode: statSync(path).mode });
      return isWanted(before, loaded(copy), wanted);
    });
    const [only, ...others] = right;
    if (only === undefined || others.length > 0) return false;
    renameSync(only.file, path);
    return true;
  } finally {
    for (const { file: copy } of copies) rmSync(copy, { force: true });
  }
}

/** What a text exports; nothing where it is no program any more. */
function loaded(file: string): Readonly<Record<string, unknown>> {
  try {
    return ownModule(file);
  } catch (error) {
    if (error instanceof OutlastError) return {};
    throw error;
  }
}

/** The text with each of its objects `regions` as they are to be, and with each place for the state's region. */
function rewritings(text: string, { lines, stateRegion }: NewRegions): string[] {
  const inSite = [...text.matchAll(/^([ \t]*)(.*?)\bregions(\s*[:=]\s*)\{/gm)].flatMap((match) => {
    const [whole, indent = "", ahead = ""] = match;
    const open = match.index + whole.length - 1;
    const close = closing(text, open);
    if (close === undefined) return [];
    // The object alone: what stands before and behind it stays as it is.
    const object = lines(indent)
      .replace(/^\s*regions: /, "")
      .replace(/,$/, "");
    return [
      `${text.slice(0, match.index)}${indent}${ahead}regions${match[3]}${object}${text.slice(close + 1)}`,
    ];
  });
  if (stateRegion === undefined) return inSite;
  return inSite.flatMap((one) =>
    [...one.matchAll(/\bdeployment\b[^={]*=\s*(?:\w+\(\s*)?\{(\n?)([ \t]*)/g)].map(
      ([whole, line, indent], at, all) => {
        const index = (all[at]?.index ?? 0) + whole.length;
        const key = `region: ${JSON.stringify(stateRegion)},`;
        return one.slice(0, index) + (line === "" ? `${key} ` : `${key}\n${indent}`) + one.slice(index);
      },
    ),
  );
}

/** Where the brace at `open` is closed; text in quotes that has braces makes it another place, which is tried and found wrong. */
function closing(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "{") depth += 1;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  return undefined;
}

type Exports = Readonly<Record<string, unknown>>;

function isWanted(before: Exports, after: Exports, { regions, site, stateRegion }: NewRegions): boolean {
  const list = (value: unknown) => [value].flat() as Readonly<Record<string, unknown>>[];
  const sites = list(before.default).map((one) => (one.name === site ? { ...one, regions } : one));
  const deployment = before.deployment as object | undefined;
  const wanted = {
    default: sites,
    deployment: stateRegion === undefined ? deployment : { ...deployment, region: stateRegion },
  };
  const got = { default: list(after.default), deployment: after.deployment };
  return isDeepStrictEqual(comparable(got), comparable(wanted));
}

/** Functions are the same where their text is: each loading makes others. */
function comparable(value: unknown): unknown {
  if (typeof value === "function") return String(value);
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, comparable(item)]));
}
