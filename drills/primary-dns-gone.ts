import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "primary-dns-gone",
  title: "The primary's name does not resolve",
  hypothesis: "A name that does not resolve counts as 502 or 503, and the replica answers.",
  class: "region",
  duration: "25m",
  timeline: [
    { at: "0s", target: "primary", fault: "dns", for: "15m" },
    { at: "2m", do: "clear-caches", note: "the edge forgets what it has" },
  ],
});
