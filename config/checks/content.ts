import { namedDocuments } from "../named-documents";
import { type ConfigFinding, type Path, reporter } from "../problem";
import type { SiteConfig } from "../schema";
import type { ConfigCheck } from "./check";

const day = 86_400;

const rules = {
  CONTENT_FOLDER_INVALID: {
    severity: "error",
    rule: "The content folder is given relative to the project, so that it is the same on every machine.",
    mend: 'Write it as "site" or "./dist".',
  },
  INDEX_DOCUMENT_INVALID: {
    severity: "error",
    rule: "The index document is a file name without a slash: CloudFront refuses a default root object that begins with one.",
    mend: 'Write it as "index.html".',
  },
  CONTENT_FOLDER_MISSING: {
    severity: "warning",
    rule: "The content folder is there once the site is built; a release, and a rehearsal of the site, begin with it.",
    mend: "Build the site, or correct content.folder.",
  },
  CONTENT_DOCUMENT_MISSING: {
    severity: "warning",
    rule: "The index document and the error pages are in the content folder; without one, visitors see S3's own answer.",
    mend: "Add the document to the site, or correct its name here; an error page may be false.",
  },
  RETENTION_NOT_IN_DAYS: {
    severity: "error",
    rule: "S3 lifecycle rules count in whole days, from 1 to 2,147,483,647.",
    mend: 'Choose a number of days, such as "90d".',
  },
  CONTENT_FILES_INVALID: {
    severity: "error",
    rule: "An entry of content.files has a glob as in .gitignore, without ! or # before it, and at least one header, each as RFC 9110 and RFC 9111 have it.",
    mend: 'Write it as { glob: "*.wasm", contentType: "application/wasm", cacheControl: "public, max-age=3600" }.',
  },
} as const;

const report = reporter(rules);

/** The content folder, its index document, and how long S3 keeps what is no longer current. */
export const contentCheck: ConfigCheck = {
  rules,
  find(site, { isThere }) {
    const { content, distribution, noncurrentVersions } = site;
    const found = retentionFindings(noncurrentVersions.retention, ["noncurrentVersions", "retention"]);
    if (distribution.accessLogs) {
      const path = ["distribution", "accessLogs", "retention"];
      found.push(...retentionFindings(distribution.accessLogs.retention, path));
    }
    found.push(...content.files.flatMap(fileFindings));
    if (!isRelativeFolder(content.folder)) {
      found.push(report("CONTENT_FOLDER_INVALID", ["content", "folder"], content.folder));
    } else if (isThere) found.push(...missingFindings(site, isThere));
    if (!/^[\w\-.~!$&'()*+,;=:@]+$/.test(content.indexDocument)) {
      found.push(report("INDEX_DOCUMENT_INVALID", ["content", "indexDocument"], content.indexDocument));
    }
    return found;
  },
};

function missingFindings(site: SiteConfig, isThere: (path: string) => boolean): ConfigFinding[] {
  if (!isThere("")) return [report("CONTENT_FOLDER_MISSING", ["content", "folder"], site.content.folder)];
  return namedDocuments(site)
    .filter(({ key }) => !isThere(key))
    .map(({ path, value }) => report("CONTENT_DOCUMENT_MISSING", path, value));
}

function isRelativeFolder(folder: string): boolean {
  return folder.trim() !== "" && !/^([/\\~]|[A-Za-z]:)/.test(folder);
}

function retentionFindings(seconds: number, path: Path): ConfigFinding[] {
  const days = seconds / day;
  if (Number.isInteger(days) && days >= 1 && days <= 2_147_483_647) return [];
  return [report("RETENTION_NOT_IN_DAYS", path, seconds)];
}

const token = /^[!#$%&'*+.^_`|~\w-]+$/;

function fileFindings(file: SiteConfig["content"]["files"][number], index: number): ConfigFinding[] {
  const { glob, ...headers } = file;
  const path = ["content", "files", index];
  const isWrong = {
    glob: glob.trim() === "" || /^[!#]|[\r\n]/.test(glob),
    contentType: !/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w-]+=[\w."+-]+)*$/.test(
      headers.contentType ?? "a/b",
    ),
    charset: !token.test(headers.charset ?? "utf-8"),
    cacheControl: !/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(headers.cacheControl ?? "no-cache"),
  };
  const wrong = (Object.keys(isWrong) as (keyof typeof isWrong)[]).filter((key) => isWrong[key]);
  const found = wrong.map((key) => report("CONTENT_FILES_INVALID", [...path, key], file[key]));
  const isEmpty = Object.values(headers).every((value) => value === undefined);
  return isEmpty
    ? [...found, report("CONTENT_FILES_INVALID", path, glob, "It says nothing of the files.")]
    : found;
}
