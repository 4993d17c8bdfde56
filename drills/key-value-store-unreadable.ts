import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "key-value-store-unreadable",
  title: "The KeyValueStore cannot be read",
  hypothesis: "The function goes on without it: pages are pages and assets are assets.",
  class: "function",
  needs: ["key-value-store"],
  duration: "25m",
  timeline: [{ at: "0s", target: "key-value-store", fault: "unreadable", for: "15m" }],
});
