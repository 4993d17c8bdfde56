export { notAPlan } from "./errors";
export { type Finding, reaches, type Severity, severities } from "./finding";
export { reviewToJson } from "./json";
export { codeSpan, type NamedReview, reviewToMarkdown } from "./markdown";
export { parsePlan } from "./plan";
export { type Review, reviewPlan } from "./review";
export { canonicalDeeds, type Deeds, deedsOf, differences } from "./sameness";
export type { Tally } from "./tally";
