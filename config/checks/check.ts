import type { ConfigFinding, ConfigRule } from "../problem";
import type { SiteConfig } from "../schema";

/** What a check may know beyond the site itself. */
export interface CheckContext {
  /** Paths of the content folder's files, relative to it, with forward slashes; empty if they are not known. */
  readonly documents: readonly string[];
  /** Whether something is there, by its path in the content folder, "" for that itself; absent if nobody looks. */
  readonly isThere?: (path: string) => boolean;
  /** What was found in other sites of the project, by the check and all that counts to it. */
  readonly known?: Map<string, ConfigFinding[]>;
}

/** One concern: the rules that it knows, and a function that finds what breaks them. */
export interface ConfigCheck {
  readonly rules: Readonly<Record<string, ConfigRule>>;
  find(site: SiteConfig, context: CheckContext): ConfigFinding[];
}

/** The positions of values that an earlier position has as well. */
export function repeats<T>(values: readonly T[], key: (value: T) => string): number[] {
  const seen = new Set<string>();
  return values.flatMap((value, index) => {
    const id = key(value);
    if (seen.has(id)) return [index];
    seen.add(id);
    return [];
  });
}
