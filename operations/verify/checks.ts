import type { SiteConfig } from "../../config";
import { type ExpectedHeader, expectedHeaders } from "../../config/expected-headers";
import { fileHeaderRules } from "../../config/header-settings";
import { policyHeaders } from "../../config/policy-headers";
import { samplePath } from "../../config/redirect-pattern";
import { redirectFinder } from "../../config/redirect-rules";
import { urlStyleOf } from "../../config/url-style";
import { isCompressible } from "../../facts/cloudfront/compressible";
import { healthPaths, regionHealth } from "../../facts/site/health";
import { inlineHashesHeader } from "../../facts/site/inline-hashes";
import { pageUrl } from "../../facts/site/page-url";
import { targetLocation } from "../../facts/site/redirect-location";
import { pagePolicies } from "../../release/csp/site-policy";
import { type Ask, failureOf, type SiteAnswer } from "./ask";
import { type CheckGroup, difference, type VerifyCheck } from "./check";
import type { ExpectedFile } from "./expected";

/** One request, and what its answer is checked for. */
export type Task = () => Promise<readonly VerifyCheck[]>;

/** What is asked, and of whom. */
export interface Subject {
  /** Without a path. */
  readonly origin: string;
  /** What answers for the origin's name. @default - the origin itself */
  readonly address?: string;
  readonly site: SiteConfig;
  readonly ask: Ask;
}

/** Asks for a file once, and checks all that can be seen in the answer. */
export function fileTask(subject: Subject, file: ExpectedFile, hasHeaders: boolean): Task {
  const url = subject.origin + file.path;
  return asking(subject, url, "bytes, type and lifetime", (answer) => [
    {
      group: "bytes, type and lifetime",
      url,
      failures: [
        ...difference("status", 200, answer.status),
        ...bytesFailures(file, answer),
        ...["content-type", "cache-control"].flatMap((name) =>
          difference(name, headerOf(subject.site, file, name), answer.headers.get(name)),
        ),
      ],
    },
    ...(file.contentEncoding === undefined && isCompressible(mediaTypeOf(file), file.size)
      ? [{ group: "compression" as const, url, failures: compressed(answer) }]
      : []),
    ...(hasHeaders ? [headersCheck(subject, url, answer, file)] : []),
  ]);
}

/** What a file's header is once it has passed the site's own headers and rules, the last of which counts. */
function headerOf({ headers }: SiteConfig, file: ExpectedFile, name: string): string | null {
  const change = fileHeaderRules(headers.rules)(file).findLast((one) => one.name.toLowerCase() === name);
  if (change !== undefined) return change.value ?? null;
  const [, value] = policyHeaders(headers).find(([own]) => own === name) ?? [];
  return value ?? (name === "content-type" ? file.contentType : file.cacheControl);
}

/** What was compressed beforehand is unpacked on its way here: its ETag is S3's MD5, which CloudFront passes on. */
function bytesFailures({ contentEncoding, md5, sha256 }: ExpectedFile, answer: SiteAnswer): string[] {
  if (contentEncoding === undefined) return difference("SHA-256", sha256, answer.sha256);
  return [
    ...difference("content-encoding", contentEncoding, answer.headers.get("content-encoding")),
    ...difference("etag", `"${md5}"`, answer.headers.get("etag")),
  ];
}

function mediaTypeOf({ contentType }: ExpectedFile): string {
  return contentType.split(";")[0] as string;
}

function compressed({ headers }: SiteAnswer): string[] {
  const encoding = headers.get("content-encoding");
  return encoding === "br" || encoding === "gzip"
    ? []
    : difference("content-encoding", "br or gzip", encoding);
}

/** What visitors get for a page that nobody has published: a document of the site, unless the config wants none. */
export type ErrorPage =
  | Pick<ExpectedFile, "key" | "sha256" | "contentType" | "inlineHashes">
  | "missing"
  | undefined;

/** Asks for a page that nobody has published, by the URL that it would have. */
export function unknownPageTask(subject: Subject, path: string, page: ErrorPage): Task {
  const url = subject.origin + pageUrl(urlStyleOf(subject.site), path);
  return asking(subject, url, "unknown pages", (answer) => [
    {
      group: "unknown pages",
      url,
      failures: [
        ...difference("status", 404, answer.status),
        ...errorPageFailures(subject.site.errorPages.notFound, page, answer),
      ],
    },
    headersCheck(subject, url, answer, page === "missing" ? undefined : withoutFunction(subject, page)),
  ]);
}

function errorPageFailures(path: string | false, page: ErrorPage, answer: SiteAnswer): string[] {
  if (page === undefined) return [];
  if (page === "missing") return [`error page: ${path} is not a file of the site, so that S3 answers itself`];
  return [
    ...difference(`SHA-256 of the error page ${path}`, page.sha256, answer.sha256),
    ...difference("content-type", page.contentType, answer.headers.get("content-type")),
  ];
}

/** Asks for the source of a configured redirect; what is variable in it has a name that nobody has published. */
export function redirectTask(subject: Subject, redirect: SiteConfig["redirects"][number]): Task {
  const { redirects } = subject.site;
  const path = samplePath(redirect, "outlast-verify");
  const url = subject.origin + path;
  const match = redirectFinder(redirects, urlStyleOf(subject.site))(path);
  const status = match?.status ?? 301;
  const location = match === undefined ? redirect.to : targetLocation(match.target, "");
  const target = new URL(location, subject.origin).href;
  return asking(subject, url, "redirects", (answer) => [
    {
      group: "redirects",
      url,
      failures: [
        ...difference("status", status, answer.status),
        ...difference("location", target, resolved(answer.headers.get("location"), url)),
      ],
    },
    headersCheck(subject, url, answer),
  ]);
}

function resolved(location: string | null, base: string): string | null {
  return location !== null && URL.canParse(location, base) ? new URL(location, base).href : location;
}

/** Asks over plain HTTP; the answer must send visitors to the same page over HTTPS. */
export function plainHttpTask(subject: Subject): Task {
  const { host } = new URL(subject.origin);
  const url = `http://${host}/`;
  return asking(subject, url, "HTTP to HTTPS", (answer) => [
    {
      group: "HTTP to HTTPS",
      url,
      failures: [
        ...difference("status", 301, answer.status),
        ...difference("location", `https://${host}/`, resolved(answer.headers.get("location"), url)),
      ],
    },
    headersCheck(subject, url, answer),
  ]);
}

/** Asks each region by itself: that both hold the same release. */
export function regionsTask(subject: Subject): Task {
  const { primary, replica } = subject.site.regions;
  const regions = [
    { url: subject.origin + healthPaths.primary, region: primary },
    { url: subject.origin + healthPaths.replica, region: replica },
  ];
  return async () => {
    const asked = await Promise.all(regions.map(({ region, url }) => askRegion(subject.ask, url, region)));
    const [first, second] = asked;
    if (first?.release === undefined || second?.release === undefined) return asked.map(({ check }) => check);
    const { check } = second;
    const behind = difference("release", first.release, second.release);
    return [first.check, { ...check, failures: [...check.failures, ...behind] }];
  };
}

async function askRegion(
  ask: Ask,
  url: string,
  region: string,
): Promise<{ check: VerifyCheck; release?: string }> {
  const group = "regions by themselves";
  try {
    const { status, text } = await ask(url);
    const health = regionHealth(status, text);
    const failures = health.ok
      ? difference("region", region, health.region)
      : difference("status", 200, status);
    return { check: { group, url, failures }, release: health.release };
  } catch (error) {
    return { check: { group, url, failures: [failureOf(error)] } };
  }
}

/** No viewer-response function runs for an error: its page is under the policy that all answers have. */
function withoutFunction({ site }: Subject, page: Exclude<ErrorPage, "missing">) {
  return site.headers.runtime === "lambda-at-edge" ? page : undefined;
}

/** `page` is the file that has been answered with, where that is known. */
function headersCheck(
  { site }: Subject,
  url: string,
  { headers, status }: SiteAnswer,
  page?: Pick<ExpectedFile, "key" | "inlineHashes">,
): VerifyCheck {
  const hashes = page?.inlineHashes ?? "";
  const policy = page && hashes !== "" ? pagePolicies(site)(page.key, hashes) : undefined;
  const failures = expectedHeaders(site, status).flatMap(({ name, value }: ExpectedHeader) => {
    const found = headers.get(name);
    if (policy !== undefined && name === policyHeader) return [];
    if (value !== undefined) return difference(name, value, found);
    return found === null ? difference(name, "a value", found) : [];
  });
  return {
    group: "security headers",
    url,
    failures: [
      ...failures,
      ...(policy === undefined ? [] : policyFailures(policy, headers.get(policyHeader))),
      ...(page === undefined ? [] : difference(inlineHashesHeader, null, headers.get(inlineHashesHeader))),
    ],
  };
}

const policyHeader = "content-security-policy";

/** The page's own inline scripts and styles first: without one of them it may stay blank. */
function policyFailures(expected: string, found: string | null): string[] {
  if (found === expected) return [];
  const present = new Set(found?.split(/[\s;,]+/));
  const hashes = [...new Set(expected.match(/'sha256-[^']+'/g))];
  const missing = hashes.filter((hash) => !present.has(hash));
  if (missing.length === 0) return difference(policyHeader, expected, found);
  return [
    `${policyHeader}: ${missing.length} of the page's ${hashes.length} inline scripts and styles are not let in, ${missing[0]} for one`,
  ];
}

/** A request that fails is a failure of its check. */
function asking(
  { ask }: Subject,
  url: string,
  group: CheckGroup,
  judge: (answer: SiteAnswer) => readonly VerifyCheck[],
): Task {
  return async () => {
    let answer: SiteAnswer;
    try {
      answer = await ask(url);
    } catch (error) {
      return [{ group, url, failures: [failureOf(error)] }];
    }
    return judge(answer);
  };
}
