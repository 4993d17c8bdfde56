/** One provider as `.terraform.lock.hcl` has it. */
export interface LockedProvider {
  /** "registry.terraform.io/hashicorp/aws" */
  readonly source: string;
  readonly version: string;
  /** "h1:..." of a platform's package, and "zh:..." of its archive, sorted. */
  readonly hashes: readonly string[];
}

/** The AWS provider, of either registry. */
const own = /^registry\.(terraform\.io|opentofu\.org)\/hashicorp\/aws$/;

/**
 * The providers of a lock file. Only what Terraform writes itself is read: blocks of a version, a constraint and hashes, a
 * line each. Undefined for anything else, as it is for a file that locks another provider than AWS's.
 *
 * @see https://developer.hashicorp.com/terraform/language/files/dependency-lock
 */
export function readLockFile(text: string): readonly LockedProvider[] | undefined {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const providers: LockedProvider[] = [];
  let source: string | undefined;
  let version: string | undefined;
  let hashes: string[] = [];
  let isInHashes = false;
  for (const line of lines) {
    const begin = /^provider "([^"\s]+)" \{$/.exec(line)?.[1];
    const attribute = /^(version|constraints) *= "([^"]*)"$/.exec(line);
    const hash = /^"((?:h1|zh):[\w+/=]+)",$/.exec(line)?.[1];
    if (source === undefined && begin !== undefined && own.test(begin)) {
      [source, version, hashes] = [begin, undefined, []];
    } else if (source === undefined) return undefined;
    else if (isInHashes && hash !== undefined) hashes.push(hash);
    else if (isInHashes && line === "]") isInHashes = false;
    else if (isInHashes) return undefined;
    else if (/^hashes *= \[$/.test(line)) isInHashes = true;
    else if (attribute?.[1] === "version") version = attribute[2];
    else if (line === "}" && version !== undefined) {
      providers.push({ source, version, hashes: hashes.sort() });
      source = undefined;
    } else if (attribute === null) return undefined;
  }
  return source === undefined && providers.length > 0 ? providers : undefined;
}

/** How the providers of one lock file differ from those of another, a line each. */
export function lockDifferences(now: string, reviewed: string | undefined): string[] {
  const fresh = readLockFile(now) ?? [];
  const seen = reviewed === undefined ? undefined : readLockFile(reviewed);
  if (seen === undefined) return ["providers: what was reviewed does not say which ones it was made with"];
  const sources = [...new Set([...fresh, ...seen].map(({ source }) => source))].sort();
  return sources.flatMap((source) => {
    const one = fresh.find((provider) => provider.source === source);
    const other = seen.find((provider) => provider.source === source);
    if (one?.version !== other?.version)
      return [
        `provider ${source}: ${one?.version ?? "none"}, and was reviewed with ${other?.version ?? "none"}`,
      ];
    return String(one?.hashes) === String(other?.hashes)
      ? []
      : [`provider ${source} ${one?.version}: other hashes than those that were reviewed`];
  });
}
