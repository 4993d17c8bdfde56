import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "page-taken-down",
  title: "A page is taken down, and stays down",
  hypothesis: "Once its object is deleted it is gone in both regions, whoever answers.",
  class: "release",
  needs: ["replica"],
  duration: "25m",
  timeline: [
    { at: "1m", do: "take-down" },
    { at: "5m", target: "primary", fault: "503", for: "10m" },
  ],
});
