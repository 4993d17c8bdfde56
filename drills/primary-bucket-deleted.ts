import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "primary-bucket-deleted",
  title: "The primary's bucket is deleted, and S3 answers 404",
  hypothesis:
    "404 is no failover code, since it is also what a page is that the site has not: visitors see it until somebody evacuates, after 5 minutes.",
  class: "region",
  needs: ["replica", "switch"],
  duration: "30m",
  objectives: { recovery: "6m" },
  timeline: [
    { at: "0s", target: "primary", fault: "bucket-deleted" },
    { at: "5m", do: "evacuate", phase: "evacuated" },
  ],
  beyond:
    "404 among the failover codes would answer every mistyped address twice and bring back deleted pages; `outlast evacuate` ends it in seconds, and an alarm on 4xx says when.",
});
