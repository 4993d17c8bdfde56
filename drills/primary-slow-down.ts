import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "primary-slow-down",
  title: "The primary answers 503 SlowDown",
  hypothesis: "The replica answers at once.",
  class: "region",
  duration: "25m",
  timeline: [
    { at: "0s", target: "primary", fault: "503", for: "15m" },
    { at: "2m", do: "clear-caches", note: "the edge forgets what it has" },
  ],
});
