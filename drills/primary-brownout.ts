import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "primary-brownout",
  title: "The primary fails 30 of 100 requests",
  hypothesis: "Each request that fails is answered by the replica.",
  class: "region",
  duration: "25m",
  timeline: [
    { at: "0s", target: "primary", fault: "503", share: 0.3, for: "15m" },
    { at: "2m", do: "clear-caches", note: "the edge forgets what it has" },
  ],
});
