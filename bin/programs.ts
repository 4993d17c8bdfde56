/**
 * What bin/run.mjs is asked for where outlast is installed: the verbs, and processes that they start. They are one bundle,
 * since what they share was a twelfth of the package.
 */
export const programs = {
  "cli/outlast.ts": () => import("../cli/outlast"),
  "rehearsal/session/sites/synthesize-entry.ts": () => import("../rehearsal/session/sites/synthesize-entry"),
  "traffic/reader-entry.ts": () => import("../traffic/reader-entry"),
  "rehearsal/session/sites/terraform-entry.ts": () => import("../rehearsal/session/sites/terraform-entry"),
};

/** What `dist/library/` exports of them, an entry point each: it was a quarter of the package while it was bundled apart. */
export const library = {
  outlast: () => require("../library/outlast"),
  edge: () => require("../library/edge"),
  testing: () => require("../library/testing"),
  drill: () => require("../library/drill"),
  audit: () => require("../library/audit"),
};
