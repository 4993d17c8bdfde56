import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "headers-function-throws",
  title: "The function that sets headers throws",
  hypothesis: "Its error takes the place of each answer that comes from a region: the edge fails closed.",
  class: "function",
  needs: ["functions"],
  duration: "20m",
  timeline: [{ at: "0s", target: "headers", fault: "throws", for: "10m" }],
  beyond:
    "CloudFront shows a function's error in the place of the answer. The policy floor needs no function: headers.rules without conditions would go into it.",
});
