import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "primary-policy-removed",
  title: "The primary's bucket policy is gone, and S3 answers 403",
  hypothesis:
    "403 is among the failover codes, and the replica answers. AWS's own drill for CloudFront denies a bucket in this way.",
  class: "region",
  duration: "25m",
  timeline: [
    { at: "0s", target: "primary", fault: "policy-removed", for: "15m" },
    { at: "2m", do: "clear-caches", note: "the edge forgets what it has" },
  ],
});
