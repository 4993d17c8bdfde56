import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "evacuation-never",
  title: "The primary hangs, and nobody evacuates",
  hypothesis: "Every miss waits the read timeout for 70 minutes, and the replica answers.",
  class: "region",
  duration: "80m",
  timeline: [{ at: "0s", target: "primary", fault: "hang", for: "70m" }],
  traffic: { visitsPerHour: 120 },
});
