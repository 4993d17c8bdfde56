import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { SiteConfig } from "../../config";
import { urlStyleOf } from "../../config/url-style";
import { pathsOf } from "../../facts/site/visitor-path";
import type { ReleaseProblem } from "../../release";
import { classifier } from "../../release/classes/classify";
import { parseManifest } from "../../release/record/manifest";
import { noHistory } from "../../release/record/name-history";
import { scanFolder } from "../../release/scan/scan";
import { operationsError } from "../errors";

/** A file as visitors must get it. */
export interface ExpectedFile {
  readonly key: string;
  /** Path that visitors ask for, percent-encoded. */
  readonly path: string;
  /** Hexadecimal, of the bytes before compression. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly contentType: string;
  /** Of files that were compressed beforehand: visitors get them as they are. */
  readonly contentEncoding?: string;
  /** Hexadecimal, of the bytes as S3 has them: their ETag. */
  readonly md5: string;
  readonly cacheControl: string;
  /** Hashes of what is inline in a page, as its metadata has them. */
  readonly inlineHashes?: string;
}

/** What a folder makes visitors expect, and what its pages will not get under the site's own headers. */
export interface ExpectedFolder {
  readonly files: readonly ExpectedFile[];
  readonly warnings: readonly ReleaseProblem[];
}

/**
 * The files of a folder that visitors can ask for, served as a release of them would be. Whether an earlier release had
 * other bytes under a name is not known here: only the record of the release says so.
 *
 * @throws {OutlastError} for a folder that cannot be released
 */
export async function expectedFromFolder(folder: string, site: SiteConfig): Promise<ExpectedFolder> {
  const classify = classifier(site, noHistory);
  const { files, scriptProblems, warnings } = await scanFolder(resolve(folder), site);
  const expected = atPaths(files, site).map(({ visited, ...file }) => {
    const { key, md5, sha256, size } = file;
    return { key, path: visited, md5, sha256, size, ...classify(file).headers };
  });
  const blocked = warnings.filter(({ code }) => code === "RELEASE_CSP_BLOCKS");
  return { files: expected, warnings: [...blocked, ...scriptProblems(() => true)] };
}

/** The files of a release's record that visitors can ask for. @throws {OutlastError} for what is no record */
export function expectedFromManifest(file: string, site: SiteConfig): ExpectedFile[] {
  if (!existsSync(file)) {
    throw operationsError("VERIFY_NO_MANIFEST", `there is no file ${file}`);
  }
  const { files } = parseManifest(file, readFileSync(file));
  return atPaths(files, site).map(({ headers, key, md5, sha256, size, visited }) => ({
    key,
    path: visited,
    md5,
    sha256,
    size,
    ...headers,
  }));
}

/** The files that visitors can reach, each with the path that they ask for in the first place. */
function atPaths<File extends { readonly key: string }>(files: readonly File[], site: SiteConfig) {
  const urls = urlStyleOf(site);
  return files.flatMap((file) =>
    pathsOf(file.key, urls)
      .slice(0, 1)
      .map((visited) => ({ ...file, visited })),
  );
}
