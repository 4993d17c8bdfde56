import { api, base, distribution, many, type SiteCase, zone } from "./builders";
import { contentAndRedirectCases } from "./content-and-redirects";
import { failoverAndCacheCases } from "./failover-and-cache";
import { flatRateCases, onPlan } from "./flat-rate";
import { headerAndDomainCases } from "./headers-and-domain";
import { originCases } from "./origins";
import { otherCases } from "./others";

export { base };

/** One config for each code that the checks know: an input that breaks the rule. The base config breaks none. */
export const siteCases: readonly SiteCase[] = [
  ...failoverAndCacheCases,
  ...originCases,
  ...headerAndDomainCases,
  ...contentAndRedirectCases,
  ...otherCases,
  ...flatRateCases,
];

export const deploymentBase = { project: "demo-project" };
export const deploymentCases: readonly (readonly [code: string, path: string, change: object])[] = [
  ["NAME_INVALID", "deployment.project", { project: "X" }],
  ["REGION_UNKNOWN", "deployment.region", { region: "mars-1" }],
  [
    "GITHUB_REPOSITORY_INVALID",
    "deployment.github.repository",
    { github: { repository: "https://github.com/a/b" } },
  ],
  ["ON_CALL_ARN_INVALID", "deployment.onCall[0]", { onCall: ["arn:aws:iam::111122223333:root"] }],
  ["GITHUB_REF_INVALID", "deployment.github.branch", { github: { repository: "a/b", branch: "*" } }],
  [
    "OIDC_PROVIDER_ARN_INVALID",
    "deployment.github.oidcProviderArn",
    { github: { repository: "a/b", oidcProviderArn: "x" } },
  ],
];

const webAclArn = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b";
const other = { ...base, name: "other" };
const created = { domain: { name: "a.example.com", zone: { name: "example.com", create: true } } };
export const projectCases: readonly (readonly [code: string, path: string, sites: object[]])[] = [
  ["CONFIG_NO_SITE", "default", []],
  ["SITE_NAME_TWICE", "sites[1].name", [base, { ...base, bucketSuffix: "b" }]],
  [
    "BUCKET_NAME_TWICE",
    "sites[1].name",
    [
      { ...base, bucketSuffix: "primary" },
      { ...base, name: "demo-primary" },
    ],
  ],
  [
    "ROLE_NAME_TWICE",
    "sites[1].name",
    [
      { ...base, name: "ab", bucketSuffix: `primary-${"x".repeat(40)}1` },
      { ...base, name: "ab-primary", bucketSuffix: `${"x".repeat(40)}2` },
    ],
  ],
  [
    "CLOUDFRONT_NAME_TWICE",
    "sites[1].name",
    [
      {
        ...base,
        origins: { api: { url: "https://api.example.net" } },
        paths: [{ path: "/api/*", origin: "api" }],
      },
      { ...base, name: "demo-server" },
    ],
  ],
  [
    "CACHE_POLICIES_MORE_THAN_20",
    "sites",
    many(7, (index) => ({
      ...base,
      name: `demo-${index}`,
      cache: {
        paths: [
          { path: "/a/*", mode: "immutable" },
          { path: "/b/*", mode: "edge", ttl: "1m" },
          { path: "/c/*", mode: "edge", ttl: "60s" },
        ],
      },
    })),
  ],
  [
    "FORWARD_POLICIES_MORE_THAN_20",
    "sites",
    [
      {
        ...base,
        origins: { api },
        paths: many(21, (index) => ({
          path: `/${index}/*`,
          origin: "api",
          forward: { headers: [`X-${index}`] },
        })),
      },
    ],
  ],
  ["HEADERS_POLICIES_MORE_THAN_20", "sites", many(21, (index) => ({ ...base, name: `demo-${index}` }))],
  [
    "PLAN_WEB_ACL_SHARED",
    "sites[1].distribution.webAclArn",
    [
      { ...base, ...distribution({ webAclArn }) },
      { ...other, ...distribution({ webAclArn, pricing: "business", priceClass: "PriceClass_All" }) },
    ],
  ],
  [
    "PLANS_FREE_MORE_THAN_3",
    "sites",
    many(4, (index) => ({ ...base, ...onPlan("free"), name: `demo-${index}` })),
  ],
  ["KEY_VALUE_STORES_MORE_THAN_50", "sites", many(51, (index) => ({ ...base, name: `demo-${index}` }))],
  [
    "HOST_NAME_TWICE",
    "sites[1].domain.name",
    [
      { ...base, ...created },
      { ...other, domain: { name: "a.example.com", zone } },
    ],
  ],
  [
    "ZONE_CREATED_TWICE",
    "sites[1].domain.zone.name",
    [
      { ...base, ...created },
      { ...other, domain: { ...created.domain, name: "b.example.com" } },
    ],
  ],
];
