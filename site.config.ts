import { defineDeployment, defineSite } from "outlast";

/** The website. Every key that is not here has a default; docs/config.md lists them all. */
export default defineSite({
  // The stem of every resource name, and the stack's id.
  name: "outlast-example",

  // Bucket names are global: give yours an ending that nobody else has, such as your company's name.
  bucketSuffix: "demo",

  // Visitors are served from the primary, and from the replica when the primary fails.
  // Neither is us-east-1: the control planes of CloudFront, Route 53 and ACM are there.
  regions: { primary: "eu-central-1", replica: "eu-west-1" },

  // Without `domain` the site has the distribution's own name, d123.cloudfront.net. With a domain of yours:
  // domain: {
  //   name: "www.your-company.com",
  //   aliases: ["your-company.com"], // redirects to www.your-company.com
  //   zone: { id: "Z...", name: "your-company.com" }, // or { name: "your-company.com", create: true } for a new zone
  // },

  content: { folder: "site" },

  // docs/index.html is /docs/, and /docs and /docs/index.html are redirected there; docs/urls.md has the other styles.
  urls: "directory",

  // Placeholders and splats as on Netlify: { from: "/posts/:slug", to: "/blog/:slug" }, { from: "/old/*", to: "/:splat" }.
  redirects: [
    { from: "/home", to: "/" },
    { from: "/news/", to: "/blog/", match: "prefix", status: 308 }, // keeps what follows /news/
  ],

  cache: {
    // Pages: S3 decides, CloudFront asks it each time and mostly hears "304 Not Modified".
    default: { mode: "origin", staleIfError: "1d" },
    paths: [
      // Files whose names change with their content: kept for a year.
      { path: "/assets/*", mode: "immutable" },
      // Kept for 10 minutes; a release clears what it changes.
      { path: "/blog/*", mode: "edge", ttl: "10m" },
    ],
  },

  errorPages: { notFound: "/404.html" },

  headers: {
    // Set on every answer already: HSTS, nosniff, frame options, referrer policy, CSP, permissions policy.
    rules: [
      { contentType: "text/html", set: { "Cross-Origin-Opener-Policy": "same-origin" } },
      { path: "/assets/*", status: "2xx", set: { "Cross-Origin-Resource-Policy": "same-origin" } },
    ],
  },

  // Alarms, health checks of both regions and a dashboard; AWS asks this address to confirm.
  monitoring: { email: "alerts@example.com" },

  tags: { project: "outlast-example" },
});

/** Where Terraform's state lives, and which GitHub repository may plan and apply. */
export const deployment = defineDeployment({
  project: "outlast-example",
  bucketSuffix: "demo",
  bootstrapped: false, // true after `npx outlast bootstrap`: the state is in S3 from then on
  // The environment is the one that .github/workflows/deploy.yml waits for; give it required reviewers.
  github: { repository: "example/website", environment: "production" },
});
