import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "primary-black-holed",
  title: "The primary takes no connection and refuses none",
  hypothesis: "Every miss waits one connection attempt for the primary, and the replica answers.",
  class: "region",
  duration: "25m",
  timeline: [
    { at: "0s", target: "primary", fault: "blackhole", for: "15m" },
    { at: "2m", do: "clear-caches", note: "the edge forgets what it has" },
  ],
});
