import { type Finding, type Severity, severities } from "./finding";
import type { Review } from "./review";
import type { Tally } from "./tally";

/** A plan's review under the name that its reader knows it by. */
export interface NamedReview {
  /** The stack, or the file. */
  readonly name: string;
  readonly review: Review;
  /** What others than the rules say of the plan, each a section of its own. @default - nothing */
  readonly further?: readonly FurtherSection[];
}

/** A section that is not made of findings. */
export interface FurtherSection {
  /** Its key in JSON. */
  readonly key: string;
  readonly json: unknown;
  /** With its heading; its values are no one's but this program's. */
  readonly markdown: string;
}

const headings: Readonly<Record<Severity, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
};

/**
 * Reviews as Markdown for a pull request: the same reviews give the same text. What comes from the plan stands in
 * code spans, so that no value can add a heading, a link, an image or a mention.
 */
export function reviewToMarkdown(reviews: readonly NamedReview[]): string {
  return `${reviews.map(oneReview).join("\n\n")}\n`;
}

function oneReview({ further = [], name, review }: NamedReview): string {
  const { findings, tally, drifted } = review;
  const groups = severities.flatMap((severity) => {
    const group = findings.filter((finding) => finding.severity === severity);
    if (group.length === 0) return [];
    return [`#### ${headings[severity]} (${group.length})\n\n${group.map(item).join("\n")}`];
  });
  const sections = [
    `### Plan of ${codeSpan(name)}`,
    summary(tally),
    findings.length === 0 ? "No finding." : "",
    ...groups,
    harmless(tally),
    list("Changes that no rule knows: please read them.", tally.unjudged),
    list("Changed outside Terraform since the last apply:", drifted),
    ...further.map(({ markdown }) => markdown),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

function item(finding: Finding): string {
  const { address, after, attribute, before, mend, rule, title, why } = finding;
  const where = attribute === undefined ? codeSpan(address) : `${codeSpan(address)}, ${codeSpan(attribute)}`;
  const lines = [
    `- **${titleText(title)}** (${rule})`,
    `  - At ${where}`,
    ...(before === undefined && after === undefined
      ? []
      : [`  - ${codeSpan(before ?? "nothing")} becomes ${codeSpan(after ?? "nothing")}`]),
    `  - ${titleText(why)}`,
    `  - ${escapeText(mend)}`,
  ];
  return lines.join("\n");
}

function summary(tally: Tally): string {
  const { created, destroyed, forgotten, replaced, unchanged, updated } = tally;
  const parts = [
    [created, "to create"],
    [updated, "to update"],
    [replaced, "to replace"],
    [destroyed, "to destroy"],
    [forgotten, "to give up"],
  ] as const;
  const doing = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `${doing.length > 0 ? doing.join(", ") : "No changes"}; ${unchanged} unchanged.`;
}

function harmless({ harmless: counts }: Tally): string {
  const parts = [
    [counts.additions, "new resources"],
    [counts.tags, "updates of tags"],
    [counts.functionVersions, "new versions of functions"],
    [counts.computed, "values that only follow from others"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return said.length > 0 ? `Harmless: ${said.join(", ")}.` : "";
}

function list(title: string, addresses: readonly string[]): string {
  if (addresses.length === 0) return "";
  return [title, "", ...addresses.map((address) => `- ${codeSpan(address)}`)].join("\n");
}

/**
 * Text from a plan as a code span: longer backticks around it than any in it (CommonMark, Code spans), and characters
 * that are not seen or that end a line as escapes.
 */
export function codeSpan(text: string): string {
  const visible = visibleLine(text);
  const longest = Math.max(0, ...[...visible.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 || visible.trim() !== visible || visible === "" ? " " : "";
  return `${fence}${pad}${visible}${pad}${fence}`;
}

/** Fixed words, with what it names from the plan made harmless. */
function titleText(title: string): string {
  return escapeText(visibleLine(title));
}

/**
 * Text whose Markdown and HTML are taken literally. GitHub makes mentions and links of plain text too: a word joiner,
 * which is not seen, keeps it from that.
 */
function escapeText(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>#|~&]/g, (character) => `\\${character}`)
    .replace(/@/g, "@\u2060")
    .replace(/:\/\//g, ":\u2060//")
    .replace(/www\./gi, (start) => `${start.slice(0, 3)}\u2060.`);
}

/** A text with escapes for characters that are not seen, that end a line, or that a terminal obeys. */
export function visibleLine(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
