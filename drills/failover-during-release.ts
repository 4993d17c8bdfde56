import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "failover-during-release",
  title: "The primary flaps while a release is written",
  hypothesis:
    "Assets are there before the pages that need them, in both regions, so no page shows without its assets, whoever answers.",
  class: "release",
  needs: ["replica"],
  duration: "30m",
  timeline: [
    { at: "0s", do: "release", pace: "20s", note: "a release, an object every 20 s" },
    { at: "10s", target: "primary", fault: "503", share: 0.5, for: "10m" },
  ],
});
