import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "both-regions-cold",
  title: "Both regions fail, and the edge has no copies",
  hypothesis:
    "Every visitor gets an error that says so, and the site is back within seconds of either region.",
  class: "both-regions",
  needs: ["replica"],
  duration: "25m",
  timeline: [
    { at: "0s", do: "clear-caches" },
    { at: "0s", target: "primary", fault: "503", for: "15m" },
    { at: "0s", target: "replica", fault: "503", for: "15m" },
  ],
  beyond:
    "Nothing is left to answer from: a third copy at another provider would, and a second CDN in front of it.",
});
