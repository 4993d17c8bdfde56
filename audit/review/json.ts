import { severities } from "./finding";
import type { NamedReview } from "./markdown";

/** Reviews for a machine. `version` is raised when a key changes its meaning or goes away. */
export function reviewToJson(reviews: readonly NamedReview[]): string {
  const document = {
    version: 1,
    plans: reviews.map(({ further = [], name, review }) => ({
      name,
      worst:
        severities.find((severity) => review.findings.some((finding) => finding.severity === severity)) ??
        null,
      ...review,
      ...Object.fromEntries(further.map(({ key, json }) => [key, json])),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
