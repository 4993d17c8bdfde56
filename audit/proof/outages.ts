import type { Distribution } from "../../rehearsal/edge";
import type { LoadedSite } from "../../rehearsal/terraform";
import type { AuditFinding } from "../run/audit";
import { withReplica, withSecondRegion } from "./second-region";

/** How a rule's fault is shown at a site: what fails, and the site with what the finding is about mended. */
export interface ProvenOutage {
  /** The fault of `npm start` at the bucket that is asked first, or at its region, or at every bucket. */
  readonly fault: string;
  readonly at: "first" | "region" | "everywhere";
  /** Where the fault is over before visitors come: the milliseconds after which the last of them does. */
  readonly after?: number;
  readonly mended: (site: LoadedSite, distribution: Distribution) => LoadedSite;
  /** The mend brings content to where it was not: without it, only the bucket that is asked first has any. */
  readonly copies?: boolean;
  /** The pages were taken down in place of a fault: in the bucket that is asked first, or in all of them. */
  readonly gone?: boolean;
  /** Edges have the pages, under these headers, and so many milliseconds go by before the fault. */
  readonly old?: { readonly cacheControl: string; readonly milliseconds: number };
}

/** The failure that CloudFront counts as a code. */
const faultOf: Readonly<Record<string, string>> = {
  "500": "500",
  "502": "reset",
  "503": "503",
  "504": "hang",
};

const codesNamed = ({ says }: AuditFinding) =>
  Object.keys(faultOf).filter((code) => says.includes(`${code} (`));

const changed =
  (change: (distribution: Distribution) => Partial<Distribution>) =>
  (site: LoadedSite, distribution: Distribution): LoadedSite => ({
    ...site,
    distributions: site.distributions.map((one) => (one === distribution ? { ...one, ...change(one) } : one)),
  });

const withCodes = (codes: readonly number[]) =>
  changed(({ originGroups }) => ({
    originGroups: originGroups.map((group) => ({
      ...group,
      statusCodes: [...new Set([...group.statusCodes, ...codes])],
    })),
  }));

const copied = { fault: "500", at: "first", copies: true, mended: (site: LoadedSite) => site } as const;

/** Whose default behaviour leads to the group that is there. */
const grouped = changed(({ defaultCacheBehavior, originGroups: [group] }) =>
  group ? { defaultCacheBehavior: { ...defaultCacheBehavior, targetOriginId: group.id } } : {},
);

/** CloudFront may read whatever bucket the distribution asks. */
function readable(site: LoadedSite, { arn }: Distribution): LoadedSite {
  const policyOf = (name: string) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        ...{ Effect: "Allow", Principal: { Service: "cloudfront.amazonaws.com" } },
        ...{ Action: ["s3:GetObject", "s3:ListBucket"] },
        Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
        Condition: { StringEquals: { "aws:SourceArn": arn } },
      },
    });
  return { ...site, buckets: site.buckets.map((one) => ({ ...one, policy: policyOf(one.name) })) };
}

/** Without what runs before the origins are chosen. */
const withoutFunctions = <B extends Distribution["defaultCacheBehavior"]>(behaviour: B): B => ({
  ...behaviour,
  functions: behaviour.functions.filter(({ eventType }) => eventType !== "viewer-request"),
});

const keepingFor = <B extends Distribution["defaultCacheBehavior"]>(behaviour: B, seconds: number): B => ({
  ...behaviour,
  cachePolicy: { ...behaviour.cachePolicy, maxTtl: Math.max(behaviour.cachePolicy.maxTtl, seconds) },
});

/** Rules about outages that no drill shows, and why. */
export const withoutDrill: Readonly<Record<string, string>> = {
  "group-methods": "CloudFront refuses such a distribution: it never runs",
  "group-options":
    "pages fail over; what does not is the question that browsers ask before requests of other sites",
  "group-encryption": "the pages that come have another ETag, and the same code",
  "error-page-on-failing-origin": "the code is the same with either page, and codes are what a drill counts",
  "errors-403-as-404": "it is about what a code says, in an outage or without one",
  "errors-of-api": "it is about what a code says, in an outage or without one",
  "delete-markers-off": "what comes back after a failover is a page that was taken down, with 200",
  "replication-metrics-off": "visitors get the same; it is people who are not told",
  "replication-kms": "the rehearsal has no keys, and copies what S3 would leave out",
  "rtc-without-metrics": "S3 refuses such a rule: it never runs",
  "replica-modifications": "it is an apply that ends, and what was copied stays",
  "kms-without-cloudfront": "the rehearsal decrypts what it serves, whatever a key's policy says",
  "alarm-missing": "visitors get the same; it is people who are not told",
};

/** By rule; those that are not here are about no outage, or about one that S3 and CloudFront have no part in. */
export const outages: Readonly<Record<string, (finding: AuditFinding) => ProvenOutage>> = {
  "group-unused": () => ({ fault: "500", at: "first", mended: grouped }),
  "failover-missing": () => ({ fault: "500", at: "first", mended: withReplica }),
  "failover-codes": (finding) => {
    const codes = codesNamed(finding);
    return { fault: faultOf[codes[0] ?? "503"] ?? "503", at: "first", mended: withCodes(codes.map(Number)) };
  },
  "failover-code-403": () => ({ fault: "403", at: "first", mended: withCodes([403]) }),
  "failover-timers": () => ({
    ...{ fault: "blackhole", at: "first" },
    mended: changed(({ origins, originGroups }) => ({
      origins: origins.map((origin) =>
        originGroups.some(({ members }) => members[0] === origin.id)
          ? { ...origin, connectionAttempts: 1, connectionTimeout: 2 }
          : origin,
      ),
    })),
  }),
  "origin-hangs": () => ({
    ...{ fault: "hang", at: "first" },
    mended: changed(({ origins, originGroups }) => ({
      origins: origins.map((origin) =>
        originGroups.some(({ members }) => members[0] === origin.id) ? { ...origin, readTimeout: 3 } : origin,
      ),
    })),
  }),
  "group-one-region": () => ({ fault: "503", at: "region", mended: withSecondRegion }),
  "group-unreplicated": () => copied,
  "replication-disabled": () => copied,
  "behaviour-past-group": () => ({
    ...{ fault: "503", at: "first" },
    mended: changed(({ cacheBehaviors, originGroups }) => ({
      cacheBehaviors: cacheBehaviors.map((one) => {
        const group = originGroups.find(({ members }) => members[0] === one.targetOriginId);
        return group ? { ...one, targetOriginId: group.id } : one;
      }),
    })),
  }),
  "group-bypassed": () => ({
    ...{ fault: "503", at: "first" },
    mended: changed(({ cacheBehaviors, defaultCacheBehavior }) => ({
      cacheBehaviors: cacheBehaviors.map(withoutFunctions),
      defaultCacheBehavior: withoutFunctions(defaultCacheBehavior),
    })),
  }),
  "failover-code-404": () => ({
    ...{ fault: "gone", at: "first", gone: true },
    mended: changed(({ originGroups }) => ({
      originGroups: originGroups.map((group) => ({
        ...group,
        statusCodes: group.statusCodes.filter((code) => code !== 404),
      })),
    })),
  }),
  "errors-as-200": () => ({
    ...{ fault: "gone", at: "everywhere", gone: true },
    mended: changed(({ customErrorResponses }) => ({
      customErrorResponses: customErrorResponses.filter(({ page }) => page?.responseCode !== 200),
    })),
  }),
  "stale-window-cut": ({ says }) => {
    const [window = 0, end = 0] = [...says.matchAll(/(\d+) s\b/g)].map(([, text]) => Number(text));
    return {
      ...{ fault: "503", at: "everywhere" },
      old: { cacheControl: `max-age=60, stale-if-error=${window}`, milliseconds: (end + 60) * 1_000 },
      mended: changed(({ cacheBehaviors, defaultCacheBehavior }) => ({
        cacheBehaviors: cacheBehaviors.map((one) => keepingFor(one, window)),
        defaultCacheBehavior: keepingFor(defaultCacheBehavior, window),
      })),
    };
  },
  "replication-narrowed": () => copied,
  "origin-unreadable": () => ({ fault: "500", at: "first", mended: readable }),
  "error-caching": () => ({
    ...{ fault: "503", at: "everywhere", after: 15_000 },
    mended: changed(({ customErrorResponses }) => ({
      customErrorResponses: customErrorResponses.map((one) => ({ ...one, errorCachingMinTtl: 1 })),
    })),
  }),
};
