import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitepress";

const page = (text: string, link: string) => ({ text, link });

/** Each by its title: none is forgotten. */
const decisions = readdirSync("decisions").map((file) => {
  const [title = ""] = readFileSync(`decisions/${file}`, "utf8").split("\n", 1);
  return page(title.replace(/^# |`/g, ""), `/decisions/${file.replace(/\.md$/, "")}`);
});

/** As GitHub makes it, where the pages are read too: VitePress's own has a hyphen where that has nothing. */
const slugify = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

/** The pages as they are, in the order of a stranger's questions. */
export default defineConfig({
  title: "outlast",
  description: "A static website on AWS that outlasts an S3 outage.",
  cleanUrls: false,
  // <name> in a sentence is a name and no tag.
  markdown: { html: false, anchor: { slugify } },
  // Nor are double braces, as GitHub and the errors of Terraform have them, anything of Vue's.
  vue: { template: { compilerOptions: { delimiters: ["[[[[", "]]]]"] } } },
  ignoreDeadLinks: "localhostLinks",
  themeConfig: {
    search: { provider: "local" },
    sidebar: [
      {
        text: "Begin",
        items: [
          page("Getting started", "/getting-started"),
          page("First deployment", "/first-deployment"),
          page("Concepts", "/concepts"),
        ],
      },
      {
        text: "Guides",
        items: [
          page("OIDC provider", "/guides/oidc"),
          page("Domains", "/guides/domains"),
          page("An API", "/guides/api"),
          page("A policy for one page", "/guides/csp"),
          page("Several sites", "/guides/several-sites"),
          page("Moving", "/guides/moving"),
          page("Taking it away", "/guides/destroying"),
          page("Restoring state", "/guides/restoring-state"),
          page("Alarms", "/guides/alarms"),
          page("Game day", "/guides/game-day"),
          page("Upgrading", "/guides/upgrading"),
          page("OpenTofu", "/guides/opentofu"),
          page("CDK Terrain", "/guides/cdk-terrain"),
        ],
      },
      {
        text: "Runbooks",
        items: [
          page("An outage", "/runbooks/incident"),
          page("The sentinel", "/runbooks/sentinel"),
          page("The primary fails", "/runbooks/primary-fails"),
          page("Both regions fail", "/runbooks/both-fail"),
          page("A region is lost", "/runbooks/region-lost"),
          page("The state is lost", "/runbooks/state-lost"),
          page("A bad release", "/runbooks/bad-release"),
          page("The certificate", "/runbooks/certificate"),
          page("us-east-1 is down", "/runbooks/us-east-1-down"),
          page("The edge is down", "/runbooks/edge-down"),
        ],
      },
      {
        text: "Reference",
        items: [
          page("Config", "/config"),
          page("Verbs", "/verbs"),
          page("Errors", "/errors"),
          page("Outputs", "/outputs"),
          page("Limitations", "/limitations"),
        ],
      },
      {
        text: "In depth",
        items: [
          page("URLs", "/urls"),
          page("Releases", "/releases"),
          page("Edge functions", "/edge-functions"),
          page("Edge functions of your own", "/own-edge-function"),
          page("Customize", "/customize"),
          page("The library", "/library"),
          page("Servers beside the buckets", "/origins"),
          page("Invalidation and CSP", "/invalidation-and-csp"),
          page("State and roles", "/state"),
          page("CI", "/ci"),
          page("The rehearsal", "/rehearsal"),
          page("The console", "/console"),
          page("Drills", "/drills"),
          page("Comparison", "/comparison"),
          page("What is promised", "/sla"),
          page("What a month costs", "/cost"),
          page("Flat-rate plans", "/flat-rate"),
          page("Traffic", "/traffic"),
          page("The local cloud", "/cloud"),
          page("Regions", "/regions"),
          page("Reading Terraform", "/reading-terraform"),
          page("Audit of any Terraform", "/audit/index"),
          page("HCL to sign, and explain", "/hcl"),
          page("Speed", "/speed"),
          page("The house", "/architecture"),
        ],
      },
      { text: "Decisions", collapsed: true, items: decisions },
    ],
  },
});
