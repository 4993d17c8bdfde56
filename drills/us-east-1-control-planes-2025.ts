import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "us-east-1-control-planes-2025",
  title: "The control planes of us-east-1, 20 October 2025",
  hypothesis:
    "For 14 hours and 32 minutes visitors see nothing. A release's content, and a rollback's, goes up and its invalidation fails; a deployment and a certificate have to wait; the state can be read, and evacuation needs no control plane.",
  class: "control-plane",
  needs: ["replica", "switch"],
  source: { url: "https://aws.amazon.com/message/101925/", date: "2025-10-20" },
  duration: "15h",
  traffic: { visitsPerHour: 30, hour: 6.8 },
  timeline: [
    { at: "0s", target: "control-plane", fault: "unavailable", for: "872m" },
    { at: "1h", do: "release" },
    { at: "2h", do: "evacuate" },
    { at: "3h", do: "return" },
    { at: "210m", do: "rollback" },
    { at: "4h", do: "read-state" },
    { at: "4h", do: "deploy" },
    { at: "5h", do: "renew-certificate" },
    { at: "880m", do: "release", note: "the release again" },
  ],
});
