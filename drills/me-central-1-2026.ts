import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "me-central-1-2026",
  title: "me-central-1, 1 March 2026: one zone, then a second, and the region is lost",
  hypothesis:
    "One zone changes nothing. Two make a brownout that grows, and then the primary is gone for good with what was not replicated: visitors get the release before, and the site stays on the replica.",
  class: "region",
  needs: ["replica", "switch"],
  source: {
    url: "https://apistatuscheck.com/blog/aws-middle-east-drone-strike-outage-march-2026",
    date: "2026-03-01",
  },
  duration: "8h",
  traffic: { visitsPerHour: 40, hour: 12 },
  objectives: { recovery: "20m" },
  timeline: [
    { at: "0s", phase: "one-zone", target: "replica", fault: "503", share: 0.001, for: "5h" },
    { at: "5h", phase: "two-zones", target: "primary", fault: "paused" },
    { at: "5h", do: "release" },
    { at: "5h", target: "primary", fault: "503", share: 0.3, for: "30m" },
    { at: "330m", target: "primary", fault: "503", share: 0.9, for: "30m" },
    { at: "6h", phase: "lost", target: "primary", fault: "blackhole" },
    { at: "6h", do: "evacuate", takes: "15m" },
  ],
});
