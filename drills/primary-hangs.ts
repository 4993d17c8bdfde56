import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "primary-hangs",
  title: "The primary takes connections and says nothing",
  hypothesis: "Every miss waits the read timeout once, and the replica answers.",
  class: "region",
  duration: "25m",
  timeline: [
    { at: "0s", target: "primary", fault: "hang", for: "15m" },
    { at: "2m", do: "clear-caches", note: "the edge forgets what it has" },
  ],
});
