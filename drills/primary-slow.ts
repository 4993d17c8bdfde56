import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "primary-slow",
  title: "The primary takes 8 seconds to its first byte",
  hypothesis: "It is given up after the read timeout, which is shorter, and the replica answers.",
  class: "region",
  duration: "25m",
  timeline: [
    { at: "0s", target: "primary", fault: "slow:8s", for: "15m" },
    { at: "2m", do: "clear-caches", note: "the edge forgets what it has" },
  ],
});
