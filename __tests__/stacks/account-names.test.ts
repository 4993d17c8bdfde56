import { describe, expect, test } from "vitest";
import { ConfigError, readProject, type SiteInput } from "../../config";
import { fullSite, leanSite } from "../e2e/support/site-variants";
import { siteJson } from "../support/site-json";

/** Attributes by which AWS tells one of a kind from another. */
const naming = ["name", "alarm_name", "bucket", "dashboard_name", "function_name"];

const servers: Partial<SiteInput> = {
  origins: {
    api: { url: "https://api.example.net" },
    live: {
      url: "https://abcdef.lambda-url.eu-central-1.on.aws",
      lambdaFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:live",
    },
  },
  paths: [
    { path: "/api/*", origin: "api", forward: { headers: ["X-Trace"] }, cache: { ttl: "1m" } },
    { path: "/live/*", origin: "live" },
  ],
};
const name = "shop";
const sites: SiteInput[] = [
  { ...fullSite, ...servers, name, failover: { automatic: true } },
  { ...leanSite, ...servers, name, distribution: undefined },
  { ...leanSite, name },
];

/** What a kind's names have before and behind that of the site, for all that a stack can make. */
const affixes = new Map<string, Set<string>>();
for (const { resource = {} } of sites.map((site) => siteJson(site)))
  for (const [type, blocks] of Object.entries(resource))
    for (const block of Object.values(blocks))
      for (const value of naming.map((key) => block[key])) {
        if (typeof value !== "string" || !value.includes(name)) continue;
        const kinds = affixes.get(type) ?? new Set();
        affixes.set(type, kinds.add(value.replace(name, "\n")));
      }

/** Names of sites beside which the first one's would be made twice. */
const colliding = [...affixes].flatMap(([type, kinds]) =>
  [...kinds].flatMap((one) =>
    [...kinds].flatMap((other): [string, string][] => {
      const [before = "", behind = ""] = one.split("\n");
      const [otherBefore = "", otherBehind = ""] = other.split("\n");
      const isOther = one !== other && before === otherBefore && behind.endsWith(otherBehind);
      return isOther ? [[name + behind.slice(0, behind.length - otherBehind.length), type]] : [];
    }),
  ),
);

describe("two sites of a project never make one name of an account", () => {
  test("some could", () => {
    expect(colliding.map(([other]) => other).sort()).toEqual(["shop-functions", "shop-server"]);
  });

  test.each(colliding)("shop and %s, which would share a name of %s", (other) => {
    const project = () =>
      readProject({ default: [sites[0], { ...leanSite, domain: undefined, name: other }] });
    expect(project).toThrow(ConfigError);
    expect(project).toThrow(/CLOUDFRONT_NAME_TWICE\s+at\s+sites\[1\]\.name/);
  });
});
