import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "invalidation-in-outage",
  title: "Somebody invalidates everything in the middle of an outage",
  hypothesis: "Every page is asked of the regions anew, the replica answers, and visitors see nothing of it.",
  class: "region",
  duration: "25m",
  timeline: [
    { at: "0s", target: "primary", fault: "503", for: "15m" },
    { at: "5m", do: "invalidate" },
  ],
});
