import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "not-found-in-outage",
  title: "Visitors ask for pages that there are not, and the primary fails",
  hypothesis:
    "They get the site's page for 404, as before: no other region is asked for it, and no error of S3 shows.",
  class: "region",
  duration: "15m",
  timeline: [{ at: "0s", target: "primary", fault: "503", for: "10m" }],
  traffic: { visitsPerHour: 120, wrongUrls: 0.5 },
});
