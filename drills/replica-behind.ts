import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "replica-behind",
  title: "The primary fails while a release is on its way, and the replica has its assets and not its pages",
  hypothesis:
    "The replica answers with the release before, whole: old pages with their old assets, within the stale window.",
  class: "release",
  needs: ["replica"],
  duration: "35m",
  replicationLag: "2m",
  timeline: [
    { at: "1m", do: "release" },
    { at: "210s", target: "primary", fault: "503", for: "10m" },
  ],
});
