import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "primary-refuses",
  title: "The primary refuses connections",
  hypothesis: "The replica answers at once, and visitors see nothing.",
  class: "region",
  duration: "25m",
  timeline: [
    { at: "0s", target: "primary", fault: "refuse", for: "15m" },
    { at: "2m", do: "clear-caches", note: "the edge forgets what it has" },
  ],
});
