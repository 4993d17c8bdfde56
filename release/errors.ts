import { exitCodes, worstOf } from "../errors/exit-codes";
import { OutlastError, type Problem } from "../errors/outlast-error";
import type { Rule, Rules } from "../errors/rules";
import { healthKeys } from "../facts/site/health";

/** One thing that is wrong with a release: what, with which value, against which rule, and the mend. */
export interface ReleaseProblem extends Problem {
  readonly code: ReleaseCode;
  readonly value: string;
  /** Whose fault it is: the user's input, a check that said no, a service that failed. */
  readonly fault: "input" | "check" | "service";
}

const error = (exit: keyof typeof faults) => (rule: string, mend: string) => ({ exit, rule, mend });
const input = error(exitCodes.wrongInput);
const check = error(exitCodes.checkFailed);
const service = error(exitCodes.toolFailed);
const warning = (rule: string, mend: string) => ({
  severity: "warning" as const,
  exit: exitCodes.checkFailed,
  rule,
  mend,
});
const faults = {
  [exitCodes.wrongInput]: "input",
  [exitCodes.checkFailed]: "check",
  [exitCodes.toolFailed]: "service",
} as const;

/** Every code of a release, with its severity, rule and mend. */
export const releaseRules = {
  RELEASE_FOLDER_MISSING: input(
    "What is released or rehearsed is in a folder, and it is there.",
    "Build the site first, with npm run build for instance, or correct content.folder in site.config.ts.",
  ),
  RELEASE_FOLDER_EMPTY: input(
    "A site has at least one file.",
    "Build the site first, with npm run build for instance, or correct content.folder in site.config.ts.",
  ),
  RELEASE_NO_INDEX: input(
    "The index document, which answers for /, is in the folder.",
    "Check that this is the built site; content.indexDocument in the config names the document.",
  ),
  RELEASE_NETLIFY_FILE: input(
    "With content.netlifyFiles, every line of _redirects and _headers is honoured by the next deployment.",
    "Correct the line; docs/urls.md says what is known.",
  ),
  RELEASE_FILE_UNREADABLE: input(
    "Every file can be read by whoever releases.",
    "Correct its permissions or its link, or list it in .outlastignore.",
  ),
  RELEASE_LINK_OUTSIDE: input(
    "A symbolic link leads to a file or folder inside the folder: another one is published by mistake more often than not.",
    "Copy what it leads to into the folder, or list the link in .outlastignore.",
  ),
  RELEASE_LINK_FOLDER: input(
    "A linked folder is published below the link too. It is not one that the link is in, and links lead to no more than 1,000: there would be no end of it.",
    "Let the link lead elsewhere, copy what is meant to its place, or list the link in .outlastignore.",
  ),
  RELEASE_HASHES_TOO_LONG: input(
    "The hashes of a page's inline scripts, styles, event handlers and style attributes travel as its object's metadata, of which S3 keeps 2 KB: some 35 fit.",
    "Move them into files or classes, let headers.contentSecurityPolicy have 'unsafe-inline' for styles, or set headers.inlineHashes to false.",
  ),
  RELEASE_KEY_TOO_LONG: input(
    "A key has at most 1,024 bytes of UTF-8 (S3 guide, Object keys).",
    "Shorten the path.",
  ),
  RELEASE_KEY_CHARACTERS: input(
    "A key is valid UTF-8 without control characters or backslashes: no visitor could ask for it.",
    "Rename the file.",
  ),
  RELEASE_KEY_RESERVED: input(
    `What is below .outlast/ and ${healthKeys.prefix} belongs to the releases themselves.`,
    "Move the file, or list it in .outlastignore.",
  ),
  RELEASE_KEY_COLLISION: input(
    "Two keys differ in more than Unicode form: nobody sees the difference, and links to either are a guess.",
    "Rename one of them.",
  ),
  RELEASE_FILE_CHANGED: input(
    "A file does not change between planning and upload.",
    "Let the build finish, then release again.",
  ),
  RELEASE_RETENTION_SHORT: input(
    "Files that are gone stay at least as long as an edge may show a page that needs them, and an hour at the least.",
    "Choose a longer retention, or shorter stale windows in the config's cache.",
  ),
  RELEASE_REMOVES_MUCH: check(
    "A release takes away no more than a given share of the files whose names carry no content hash.",
    "Check that this is the whole site; --yes releases it all the same.",
  ),
  RELEASE_ONE_WAY: input(
    "A release to the replica needs replication back to the primary (replication.twoWay in the config), or a primary that is lost.",
    "Wait for the primary; CloudFront serves the last release from the replica meanwhile. Where its region will not come back: outlast promote.",
  ),
  RELEASE_PROMOTED: check(
    "Of a site whose replica was promoted, the replica's releases are the ones that count: two writers would part.",
    "Release with --to replica. Where the primary's region is back: outlast reconcile --to primary, then outlast promote --undo.",
  ),
  RELEASE_REPLICA_AHEAD: check(
    "The primary has followed the emergency release that went to the replica; until then, both would change what the other has not got.",
    "Wait for replication back to the primary, or say whose content is right: outlast reconcile --to primary takes the replica's release over, --to replica gives it up.",
  ),
  RELEASE_REPLICA_UNKNOWN: check(
    "There is nothing to do only if both regions have the release, and the replica does not answer.",
    "Release again once it does; --no-wait does not look at it.",
  ),
  RELEASE_NOTHING_TO_RECONCILE: input(
    "A region is brought level with the other one's last complete release.",
    "Bring the other region level, or run outlast release, which writes to both.",
  ),
  RELEASE_FILE_TOO_LARGE: input(
    "S3 takes 5 GB in one part (S3 API, PutObject); files of several parts have ETags that say nothing about their bytes.",
    "Split the file, or keep it elsewhere.",
  ),
  RELEASE_PAGE_TOO_DEEP: input(
    "A page nests at most 5,000 elements, ten times what browsers lay out one in the other; every tag is compared with all that are open.",
    "Close what the page leaves open: in HTML, <div/> and <a/> are openings.",
  ),
  RELEASE_LOCKED: check(
    "One release at a time: another one holds the lock.",
    "Wait until it is done or its lock expires; if its process is known to be dead, --break-lock takes the lock over.",
  ),
  RELEASE_LOCK_LOST: check(
    "A release holds its lock to the end; this one was taken over while it stood still.",
    "See outlast releases for what the other one did, then release again.",
  ),
  RELEASE_REPLICA_BEHIND: check(
    "The replica has what a page needs before the page goes up, in the time allowed.",
    "Look at the replication metrics; release again to go on from here, or --no-wait in an emergency.",
  ),
  RELEASE_REPLICATION_FAILED: check(
    "S3 has given up on replicating an object, and never tries again by itself (S3 guide, Replication status).",
    "Check the replication role and the replica bucket, then release again: what the replica has not got is written once more.",
  ),
  RELEASE_ETAG_DIFFERS: service(
    "The ETag of an upload is its MD5: both regions are compared by it, and CloudFront revalidates by it at either.",
    "Encrypt the bucket with SSE-S3 (AES256), as the stack does.",
  ),
  RELEASE_UNVERSIONED: service(
    "The bucket is versioned: replication and rollback need it.",
    "Enable versioning of the bucket, as the stack does.",
  ),
  RELEASE_DENIED: service(
    "Whoever releases may list, read, write and delete in the bucket.",
    "Use credentials with these rights; the stack's apply role has them.",
  ),
  RELEASE_CREDENTIALS: service("AWS knows who releases.", "Set AWS_PROFILE, or sign in again."),
  RELEASE_BUCKET_GONE: service(
    "The bucket that the stack's outputs name exists.",
    "Deploy the site, or give the outputs of the right stack with --outputs.",
  ),
  RELEASE_STORE_FAILED: service(
    "S3 answers within the budget of retries.",
    "Release again: it goes on where this one stopped. In an outage of the primary with two-way replication, use --to replica.",
  ),
  RELEASE_INVALIDATION_FAILED: service(
    "CloudFront takes the invalidation.",
    "The content is up. Release again: what still needs it is invalidated then.",
  ),
  RELEASE_UNKNOWN: input("There is a kept release of this id.", "outlast releases lists them."),
  RELEASE_NOTHING_TO_ROLL_BACK: input(
    "A rollback needs a release before the last one.",
    "outlast releases lists them; a first one that is not complete is finished by outlast release.",
  ),
  RELEASE_RECORD_UNREADABLE: service(
    "The records below .outlast/ were written by a version of outlast that this one knows.",
    "Use the version that wrote them, or a newer one. If nothing can read it any more, delete the object (the bucket keeps its versions): the next release takes every file for changed, and makes the record anew.",
  ),
  RELEASE_VERSIONS_GONE: service(
    "Every file of the release that is returned to still has its version in the bucket.",
    "Choose a later release; noncurrentVersions.retention in the config says how long versions are kept.",
  ),
  RELEASE_NAME_REUSED: warning(
    "A name that browsers may keep for a year stands for the same bytes all the while; this one has carried others, and is cached briefly.",
    "Let the build put a hash of the content into the name: whoever has the other bytes keeps them.",
  ),
  RELEASE_KEY_CASE: warning(
    "Two keys differ in more than case: on many a disk, one of them takes the place of the other, and a link in the wrong case finds another file.",
    "Rename one of them, and correct the links to it.",
  ),
  RELEASE_NOT_HASHED: warning(
    "A path of mode immutable holds names with a content hash; this one has none, and is cached briefly.",
    "Narrow the path in the config's cache, or let the build put a hash into the name.",
  ),
  RELEASE_LOOKS_HASHED: warning(
    "Names that look hashed are asked for again and again unless something proves that they change with their bytes.",
    "If a build tool makes these names from the content, add the line to cache.paths in the config: browsers then keep the files for a year.",
  ),
  RELEASE_WORKER_LEAVES: warning(
    "A service worker that leaves the site goes on answering for whoever has installed it, with the pages that it keeps.",
    "Release a worker of the same name that unregisters itself (self.registration.unregister()), and leave it there.",
  ),
  RELEASE_WORKER_SCOPE: warning(
    "A service worker's scope lies below the worker's own folder, or below what Service-Worker-Allowed says in its response: browsers refuse any other registration.",
    "Put the worker into the root, or set Service-Worker-Allowed for its path in headers.rules of the config.",
  ),
  RELEASE_WORKER_UNCHANGED: warning(
    "A service worker, or its list, changes with what it precaches: browsers that have installed it go on with the old files as long as it is the same to the byte.",
    "Let the build put a revision of each file into the worker, or change the name of its cache; after a release that did not get to its end, build the site anew.",
  ),
  RELEASE_TYPE_CONTRADICTED: warning(
    "A file's name, what it says of its charset and its bytes agree; where they do not, no charset or encoding is sent that is wrong, and browsers guess.",
    "Save the file in the charset that it declares (best UTF-8), or correct the declaration or the name.",
  ),
  RELEASE_CSP_BLOCKS: warning(
    "The Content-Security-Policy lets in what pages load and run: what it blocks is missing on them, or they stay blank.",
    "npx outlast csp prints a policy for headers.contentSecurityPolicy that lets them work.",
  ),
  RELEASE_CSP_SCRIPTS: warning(
    "The Content-Security-Policy lets in what scripts load and insert. A release reads new and changed ones, 1 MiB in all and none of more than 256 KiB.",
    "npx outlast csp reads all of them, and prints a policy for headers.contentSecurityPolicy that lets them work.",
  ),
  RELEASE_NO_ERROR_PAGE: warning(
    "A document that errorPages names is in the folder; without it, visitors see S3's own answer.",
    "Add the document to the site, or set the error page to false in the config.",
  ),
  RELEASE_LIFETIME_TWICE: warning(
    "A file has one lifetime: what content.files says of it goes before the mode of its path in cache.paths.",
    "Leave it out of one of the two.",
  ),
  RELEASE_WORKER_LIFETIME: warning(
    "A service worker, and what lists files for it, is asked for each time, whatever content.files says.",
    "Leave it out of the glob, or cacheControl out of the entry.",
  ),
  RELEASE_UNREACHABLE: warning(
    "Visitors can ask for every file; one whose name has no extension is a page's to the config's urls, below .well-known/ apart.",
    "List it in .outlastignore if it is for nobody but a host, as CNAME is, set content.netlifyFiles for _redirects and _headers, or give its name an extension.",
  ),
  RELEASE_URL_STYLE: warning(
    "The urls of the config lead from a page's link to its file. These links lead to none, and would with the style that is named.",
    "Set urls in site.config.ts to that style, and deploy; or let the pages link to the files by their names.",
  ),
  RELEASE_UNICODE_FORM: warning(
    "A link and the name of its file are the same letters, in the same Unicode form: browsers and S3 compare bytes.",
    "Give the file its name in the form that links are written in, which is composed (NFC) as a rule.",
  ),
  RELEASE_REFERENCE_MISSING: warning(
    "What a file loads from this site is in the folder.",
    "Correct the reference, or add the file.",
  ),
} satisfies Rules;

export type ReleaseCode = keyof typeof releaseRules;

/** One finding. `value` says what it is about. */
export function releaseProblem(code: ReleaseCode, value: string): ReleaseProblem {
  const { exit, mend, rule, severity = "error" }: Rule & { exit: keyof typeof faults } = releaseRules[code];
  return { code, value, severity, fault: faults[exit], rule, mend };
}

/** A release that cannot begin or go on, for one reason. */
export function releaseError(code: ReleaseCode, value: string, options?: ErrorOptions): OutlastError {
  return releaseErrors([releaseProblem(code, value)], options);
}

/** A release that cannot begin or go on: every problem that is known at that point, each in a line. */
export function releaseErrors(problems: readonly ReleaseProblem[], options?: ErrorOptions): OutlastError {
  return new OutlastError(problems, {
    ...options,
    exitCode: worstOf(problems.map(({ code }) => releaseRules[code].exit)),
    message: problems.map(({ code, value, rule, mend }) => `${code}: ${value}. ${rule} ${mend}`).join("\n"),
  });
}
