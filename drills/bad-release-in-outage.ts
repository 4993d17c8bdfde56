import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "bad-release-in-outage",
  title: "A bad release goes out, and its rollback meets an outage of the primary",
  hypothesis:
    "Failover does not help against a bad release: it is in both regions. The rollback is refused while the primary is away, and done once it is back.",
  class: "release",
  needs: ["replica"],
  duration: "40m",
  timeline: [
    { at: "1m", do: "bad-release" },
    { at: "5m", target: "primary", fault: "503", for: "10m" },
    { at: "7m", do: "rollback", takes: "30s" },
    { at: "16m", do: "rollback", takes: "30s" },
  ],
  objectives: { recovery: "3m" },
  beyond:
    "A release that is wrong is wrong everywhere: looking at it before it goes out would, or a replica that follows on purpose later.",
});
