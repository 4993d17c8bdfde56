import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "cloudfront-dns-2026",
  title: "CloudFront's names do not resolve, as on 10 February 2026",
  hypothesis:
    "This design does not hold it: visitors do not find the edge, and no distribution can be changed for hours.",
  class: "edge",
  source: {
    url: "https://www.archysport.com/2026/02/cloudfront-error-502-request-could-not-be-satisfied-troubleshooting-fixes-4/",
    date: "2026-02-10",
  },
  duration: "8h",
  traffic: { visitsPerHour: 40, hour: 21.2 },
  timeline: [
    { at: "0s", target: "edge", fault: "dns", for: "1h" },
    { at: "0s", target: "control-plane", fault: "unavailable", for: "7h" },
  ],
  beyond:
    "The site's name leads to CloudFront alone: a second CDN, and a zone elsewhere that can be pointed at it, would hold it.",
});
