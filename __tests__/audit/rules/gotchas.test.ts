import { expect, test } from "vitest";
import { auditRules } from "../../../audit/rules";

/** Each way in which sites of this kind are known to fail: the rules that find it, or why none can. */
const gotchas: readonly (readonly [what: string, rules: readonly string[], why?: string])[] = [
  ["503 or 504 is missing among the codes", ["failover-codes"]],
  ["403 is missing among the codes", ["failover-code-403"]],
  ["403 is among the codes, and nobody may list", ["origin-unlistable"]],
  ["404 is among the codes", ["failover-code-404"]],
  ["methods that write lead to a group", ["group-methods"]],
  ["OPTIONS is not cached", ["group-options"]],
  ["each page that no edge has pays for the whole wait", ["failover-timers"]],
  ["three tries of ten seconds", ["failover-timers"]],
  ["a bucket that hangs is waited for half a minute", ["origin-hangs"]],
  ["the second bucket's policy was forgotten", ["origin-unreadable"]],
  ["the second bucket's key does not know CloudFront", ["kms-without-cloudfront"]],
  ["a bucket by its name without a region", ["origin-global-domain"]],
  ["a website's endpoint", ["website-endpoint"]],
  ["a root object is for / alone", ["folders-without-index"]],
  ["a root object with a slash", ["root-object-slash"]],
  ["the Host header goes to S3", ["host-forwarded"]],
  ["errors are kept after the outage", ["error-caching"]],
  ["404 is kept while a page goes out", ["error-caching"]],
  ["the error page is in the bucket that fails", ["error-page-on-failing-origin"]],
  ["errors become 200", ["errors-as-200"]],
  ["errors of an API become pages", ["errors-of-api"]],
  ["a function at viewer-response does not run on errors", ["headers-in-function-only"]],
  ["both kinds of functions at the visitor's side", ["functions-mixed"]],
  ["a Lambda function that cannot be deleted", ["lambda-destroy"]],
  ["what Lambda@Edge does not take", ["lambda-unfit"]],
  [
    "a Lambda function leads both attempts to one origin",
    [],
    "its code is in an archive, which is not opened",
  ],
  [
    "a function changes the path and means another behaviour",
    [],
    "a changed path is right in every function for folders: what was meant is in nobody's text",
  ],
  ["JavaScript that the runtime does not know", ["function-syntax"]],
  ["a function changes a header that is read-only", ["function-header-read-only"]],
  ["a least lifetime over what pages say", ["min-ttl"]],
  [
    "a lifetime of 0 keeps all the same",
    [],
    "it is what pages with validators want; whether pages may be kept at all is theirs to say",
  ],
  ["max_ttl ends the window of stale copies", ["stale-window-cut"]],
  ["stale copies are not for 403", ["failover-code-403"]],
  ["stale copies come after the whole wait", ["failover-timers", "origin-hangs"]],
  [
    "the replica's copies stay after the outage",
    [],
    "it is a matter of the hour after an outage; releases invalidate",
  ],
  ["ETags differ between the buckets", ["group-encryption"]],
  [
    "compressed answers have weak ETags",
    [],
    "browsers take them; nothing in a configuration relies on strong ones",
  ],
  ["small and large files are not compressed", [], "it is as it should be"],
  ["copies from before compression stay", [], "it is a matter of the moment of a change"],
  [
    "browsers are not invalidated",
    [],
    "how long browsers keep pages is in the objects' headers, which releases write",
  ],
  [
    "an asterisk in the middle of an invalidation",
    [],
    "invalidations are requests, and not in a configuration",
  ],
  [
    "both names of a rewritten page are to be invalidated",
    [],
    "invalidations are requests, and not in a configuration",
  ],
  ["a version in a query that is not in the key", [], "whether pages refer so is in their text"],
  ["everything is in the cache key", ["cache-key-of-everything"]],
  [
    "what was there before replication was never copied",
    [],
    "what is in the buckets is not in a configuration; verify compares them",
  ],
  ["failed copies are never tried again", ["replication-metrics-off"]],
  ["deletions are not copied", ["delete-markers-off"]],
  ["a bad release is in both buckets in minutes", ["versioning-off"]],
  ["old versions stay for ever", ["versions-for-ever"]],
  ["pages arrive in the replica before what they need", [], "the order is the release's"],
  ["encrypted objects are not copied", ["replication-kms"]],
  ["RTC without metrics", ["rtc-without-metrics"]],
  ["a certificate in another region", ["certificate-region"]],
  ["one name on two distributions", ["alias-twice"]],
  ["an alias that asks for health", ["alias-target-health"]],
  ["no AAAA record", ["alias-without-aaaa"]],
  ["HSTS that cannot be taken back", ["hsts-preload"]],
  ["a policy for content that is too long", ["csp-too-long"]],
  ["headers that the origin's win over", ["headers-not-override"]],
  ["an origin that is nobody's bucket", ["origin-dangling"]],
  ["what mends an outage needs the region that is out", ["state-in-site-region"]],
  ["distributions behind distributions", [], "what stands behind a name of another is not here"],
  ["an answer that is cut off is kept", [], "S3 always says how long its answers are"],
  ["403 of a firewall or a country does not fail over", [], "it is as it should be"],
  ["metrics that are in one region, or that nobody pays for", ["alarm-region", "alarm-without-metrics"]],
];

test("every known way to fail has a rule, or a reason for none", () => {
  const ids = new Set(auditRules.map(({ id }) => id));
  const missing = gotchas.flatMap(([what, rules, why]) => {
    const strangers = rules.filter((rule) => !ids.has(rule));
    return strangers.length > 0 || rules.length > 0 === (why !== undefined)
      ? [`${what}: ${strangers.join(", ")}`]
      : [];
  });
  expect(missing).toEqual([]);
});
