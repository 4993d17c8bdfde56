import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "invalidation-both-down",
  title: "Somebody invalidates everything while both regions fail",
  hypothesis: "Until then visitors have the edge's copies; from then on they have errors. People do it.",
  class: "both-regions",
  needs: ["replica"],
  duration: "30m",
  timeline: [
    { at: "0s", target: "primary", fault: "503", for: "20m" },
    { at: "0s", target: "replica", fault: "503", for: "20m" },
    { at: "5m", do: "invalidate", phase: "invalidated" },
  ],
  beyond:
    "The copies at the edge were the last ones, and somebody threw them away: no invalidation while both regions fail.",
});
