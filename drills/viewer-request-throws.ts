import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "viewer-request-throws",
  title: "The viewer-request function throws",
  hypothesis: "Every request is an error that says so: no origin is asked, and no copy is shown.",
  class: "function",
  needs: ["functions"],
  duration: "20m",
  timeline: [{ at: "0s", target: "viewer-request", fault: "throws", for: "10m" }],
  beyond:
    "Nothing stands behind a function of viewer-request: its tests before the release, and a staging distribution, do.",
});
