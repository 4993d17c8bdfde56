import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "primary-500",
  title: "The primary answers 500",
  hypothesis: "The replica answers at once.",
  class: "region",
  duration: "25m",
  timeline: [
    { at: "0s", target: "primary", fault: "500", for: "15m" },
    { at: "2m", do: "clear-caches", note: "the edge forgets what it has" },
  ],
});
