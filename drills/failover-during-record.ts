import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "failover-during-record",
  title: "The primary fails while a release writes its record",
  hypothesis:
    "What the release had written is whole for whoever gets it; the release waits, or says that it failed.",
  class: "release",
  needs: ["replica"],
  duration: "25m",
  timeline: [
    { at: "0s", do: "release", pace: "20s" },
    { at: "238s", target: "primary", fault: "503", for: "8m" },
    { at: "15m", do: "release", note: "the release again" },
  ],
});
