import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "cloudflare-2025",
  title: "The edge itself fails, as Cloudflare's on 18 November 2025",
  hypothesis: "This design does not hold it: both regions are whole, and nobody reaches them.",
  class: "edge",
  source: { url: "https://blog.cloudflare.com/18-november-2025-outage/", date: "2025-11-18" },
  duration: "4h",
  traffic: { visitsPerHour: 60, hour: 11.3 },
  timeline: [{ at: "0s", target: "edge", fault: "errors", for: "190m" }],
  beyond:
    "One CDN is in front of everything: a second one, with DNS that is elsewhere and a switch that does not need the first, would hold it.",
});
