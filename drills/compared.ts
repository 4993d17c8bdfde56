import { defineScenario, type ScenarioInput } from "../rehearsal/drill/scenario";

/** The same outage in three forms, in which nothing that CloudFront holds hides it from visitors. */
const outage = (name: string, title: string, fault: string): ScenarioInput =>
  defineScenario({
    ...{ name, title: `${title}, for 15 min`, class: "region", duration: "25m" },
    hypothesis: "What CloudFront holds would hide it from all alike: a release has just emptied the caches.",
    timeline: [
      { at: "0s", do: "invalidate" },
      { at: "0s", target: "primary", fault, for: "15m" },
    ],
  });

/** What ways to keep a site are compared by. */
export const comparedOutages: readonly ScenarioInput[] = [
  outage("slow-down", "Primary answers 503", "503"),
  outage("black-holed", "Primary takes no connection", "blackhole"),
  outage("hangs", "Primary connects and says nothing", "hang"),
];
