import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "replica-refuses",
  title: "The replica refuses connections, and the primary is well",
  hypothesis: "Nobody asks the replica: visitors see nothing, and no answer came from it before either.",
  class: "region",
  needs: ["replica"],
  duration: "25m",
  timeline: [
    { at: "0s", target: "replica", fault: "refuse", for: "15m" },
    { at: "2m", do: "clear-caches", note: "the edge forgets what it has" },
  ],
});
