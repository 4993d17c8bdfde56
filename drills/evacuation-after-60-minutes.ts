import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "evacuation-after-60-minutes",
  title: "The primary hangs, and somebody evacuates after 60 minutes",
  hypothesis: "Until then every miss waits the read timeout; from then on nobody waits.",
  class: "region",
  needs: ["replica", "switch"],
  duration: "80m",
  timeline: [
    { at: "0s", target: "primary", fault: "hang", for: "70m" },
    { at: "60m", do: "evacuate", takes: "10s", phase: "evacuated" },
    { at: "72m", do: "return" },
  ],
  traffic: { visitsPerHour: 120 },
});
