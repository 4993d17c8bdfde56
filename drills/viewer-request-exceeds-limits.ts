import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "viewer-request-exceeds-limits",
  title: "The viewer-request function exceeds what CloudFront allows it",
  hypothesis: "Every request is an error that says so.",
  class: "function",
  needs: ["functions"],
  duration: "20m",
  timeline: [{ at: "0s", target: "viewer-request", fault: "exceeds-limits", for: "10m" }],
  beyond:
    "Nothing stands behind a function of viewer-request: its size and its time are measured before it is deployed.",
});
