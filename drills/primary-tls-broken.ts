import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "primary-tls-broken",
  title: "The primary's TLS handshake fails",
  hypothesis: "It counts as 502, and the replica answers.",
  class: "region",
  duration: "25m",
  timeline: [
    { at: "0s", target: "primary", fault: "tls", for: "15m" },
    { at: "2m", do: "clear-caches", note: "the edge forgets what it has" },
  ],
});
