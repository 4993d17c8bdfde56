import { defineScenario } from "../rehearsal/drill/scenario";

export default defineScenario({
  name: "s3-us-east-1-2017",
  title: "S3 in us-east-1, 28 February 2017",
  hypothesis: "Four hours and 17 minutes of errors in the primary, which visitors do not see.",
  class: "region",
  source: { url: "https://aws.amazon.com/message/41926/", date: "2017-02-28" },
  duration: "5h",
  traffic: { visitsPerHour: 60, hour: 17.6 },
  timeline: [
    { at: "0s", target: "primary", fault: "503", for: "4h" },
    { at: "4h", target: "primary", fault: "503", share: 0.3, for: "17m" },
  ],
});
