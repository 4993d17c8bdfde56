import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "replication-paused",
  title: "Replication stands still, a release goes out, and the primary fails",
  hypothesis:
    "The release waits for its assets in the replica and gives up before a page is written: visitors get the release before, whoever answers.",
  class: "release",
  needs: ["replica"],
  duration: "45m",
  timeline: [
    { at: "0s", target: "primary", fault: "paused", for: "35m" },
    { at: "2m", do: "release" },
    { at: "20m", target: "primary", fault: "503", for: "10m" },
  ],
});
