import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "primary-cuts-bodies",
  title: "The primary breaks off in the middle of its bodies",
  hypothesis: "What had begun cannot be taken over: visitors see broken pages, and no edge keeps one.",
  class: "region",
  duration: "25m",
  timeline: [
    { at: "0s", do: "clear-caches" },
    { at: "0s", target: "primary", fault: "cut", for: "15m" },
  ],
  objectives: { availability: 0.5 },
  beyond:
    "Nothing at the edge: the status was sent. `outlast evacuate`, once an alarm or a visitor says so, ends it.",
});
