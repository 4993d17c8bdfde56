import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "both-regions-warm",
  title: "Both regions fail, and the edge has copies",
  hypothesis: "What is cached is shown although it has expired, within stale-if-error.",
  class: "both-regions",
  needs: ["replica"],
  duration: "40m",
  timeline: [
    { at: "0s", target: "primary", fault: "503", for: "30m" },
    { at: "0s", target: "replica", fault: "503", for: "30m" },
  ],
  objectives: { availability: 0.98 },
});
