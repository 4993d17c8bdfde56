import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "primary-flapping",
  title: "The primary is gone and back every 30 seconds",
  hypothesis: "Failover keeps no memory, so each request is answered by whoever can.",
  class: "region",
  duration: "25m",
  timeline: [
    { at: "0s", target: "primary", fault: "503", flapping: "30s", for: "15m" },
    { at: "2m", do: "clear-caches", note: "the edge forgets what it has" },
  ],
});
