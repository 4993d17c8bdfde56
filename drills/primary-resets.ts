import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "primary-resets",
  title: "The primary closes connections before it answers",
  hypothesis: "A reset counts as 502, and the replica answers.",
  class: "region",
  duration: "25m",
  timeline: [
    { at: "0s", target: "primary", fault: "reset", for: "15m" },
    { at: "2m", do: "clear-caches", note: "the edge forgets what it has" },
  ],
});
