import { type ConfigFinding, type Path, reporter } from "../problem";
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
  RETENTION_NOT_IN_DAYS: {
    severity: "error",
    rule: "S3 lifecycle rules count in whole days, from 1 to 2,147,483,647.",
    mend: 'Choose a number of days, such as "90d".',
  },
} as const;

const report = reporter(rules);

/** The content folder, its index document, and how long S3 keeps what is no longer current. */
export const contentCheck: ConfigCheck = {
  rules,
  find({ content, distribution, noncurrentVersions }) {
    const found = retentionFindings(noncurrentVersions.retention, ["noncurrentVersions", "retention"]);
    if (distribution.accessLogs) {
      const path = ["distribution", "accessLogs", "retention"];
      found.push(...retentionFindings(distribution.accessLogs.retention, path));
    }
    if (!isRelativeFolder(content.folder)) {
      found.push(report("CONTENT_FOLDER_INVALID", ["content", "folder"], content.folder));
    }
    if (!/^[\w\-.~!$&'()*+,;=:@]+$/.test(content.indexDocument)) {
      found.push(report("INDEX_DOCUMENT_INVALID", ["content", "indexDocument"], content.indexDocument));
    }
    return found;
  },
};

function isRelativeFolder(folder: string): boolean {
  return folder.trim() !== "" && !/^([/\\~]|[A-Za-z]:)/.test(folder);
}

function retentionFindings(seconds: number, path: Path): ConfigFinding[] {
  const days = seconds / day;
  if (Number.isInteger(days) && days >= 1 && days <= 2_147_483_647) return [];
  return [report("RETENTION_NOT_IN_DAYS", path, seconds)];
}
