import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "bad-release-rolled-back",
  title: "A bad release is taken back after 5 minutes",
  hypothesis: "Five minutes of it are seen, and nothing of it after the rollback.",
  class: "release",
  duration: "25m",
  timeline: [
    { at: "1m", do: "bad-release" },
    { at: "6m", do: "rollback", takes: "10s" },
  ],
  beyond:
    "A release that is wrong is wrong everywhere: looking at it before it goes out would help, and nothing behind it.",
});
