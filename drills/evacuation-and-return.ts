import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "evacuation-and-return",
  title: "Evacuation and return with every region whole",
  hypothesis: "Visitors see nothing of either.",
  class: "region",
  needs: ["replica", "switch"],
  duration: "30m",
  timeline: [
    { at: "2m", do: "evacuate" },
    { at: "15m", do: "return" },
  ],
  traffic: { visitsPerHour: 600 },
});
