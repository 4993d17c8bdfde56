import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "both-regions-maintenance",
  title: "Both regions fail nine requests of ten with cold caches, and the site has a page that says so",
  hypothesis:
    "Visitors get the maintenance page with a 5xx, from the first time on that an edge location gets it from either region.",
  class: "both-regions",
  needs: ["replica", "maintenance-page"],
  duration: "25m",
  timeline: [
    { at: "0s", do: "clear-caches" },
    { at: "0s", target: "primary", fault: "503", share: 0.9, for: "15m" },
    { at: "0s", target: "replica", fault: "503", share: 0.9, for: "15m" },
  ],
  beyond:
    "A maintenance page says that the site is away; it is not the site. A third copy at another provider would be.",
});
