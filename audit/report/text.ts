import { severities } from "../review/finding";
import { codeSpan, visibleLine } from "../review/markdown";
import type { AuditFinding } from "../run/audit";
import type { JudgedResult } from "../run/suppressions";
import { proofText } from "./drill";

/** Findings by resource, for a person. */
export function auditText(result: JudgedResult): string {
  const lines = [...byResource(result.findings)].flatMap(([address, findings]) => [
    `${address}${placeText(findings[0])}`,
    ...findings.flatMap((one) => [
      `  ${one.severity}: ${one.title} (${one.rule})`,
      `    ${one.attribute === undefined ? "" : `${one.attribute}${lineText(one)}: `}${one.says}`,
      `    ${one.visitors}`,
      ...(one.drill ? [`    Drill: ${proofText(one.drill)}`] : []),
      ...(one.mend === ""
        ? []
        : ["    Mend:", ...one.mend.split("\n").map((line) => `      ${line}`.trimEnd())]),
    ]),
    "",
  ]);
  return `${[...lines, ...notLookedAt(result), summary(result)].map(visibleLine).join("\n")}\n`;
}

/** The same for a pull request: what comes from the configuration stands in code spans. */
export function auditMarkdown(result: JudgedResult): string {
  const parts = [...byResource(result.findings)].map(([address, findings]) => {
    const items = findings.map((one) => {
      const at = one.place ? ` at ${codeSpan(`${one.place.file}:${one.place.line}`)}` : "";
      return `- **${one.severity}: ${one.title}** (\`${one.rule}\`)${at}: ${codeSpan(one.says)}\n  ${one.visitors}${one.drill ? `\n  Drill: ${codeSpan(proofText(one.drill))}` : ""}`;
    });
    return `#### ${codeSpan(address)}\n\n${items.join("\n")}`;
  });
  const rest = notLookedAt(result).filter((line) => line !== "");
  const said = rest.length === 0 ? [] : [rest.map((line) => `- ${codeSpan(line.trim())}`).join("\n")];
  return `${["### Audit", summary(result), ...parts, ...said].join("\n\n")}\n`;
}

function byResource(findings: readonly AuditFinding[]): ReadonlyMap<string, readonly AuditFinding[]> {
  const out = new Map<string, AuditFinding[]>();
  for (const one of findings) out.set(one.address, [...(out.get(one.address) ?? []), one]);
  return out;
}

const placeText = (one: AuditFinding | undefined) => (one?.place ? `  ${one.place.file}` : "");
const lineText = ({ place }: AuditFinding) => (place ? ` (line ${place.line})` : "");

/** Silence would pass for soundness. */
function notLookedAt({ kind, notDrilled, notRead, unjudged, unknown }: JudgedResult): string[] {
  const lines = [
    ...unknown.map(
      ({ address, attribute, rule, why }) =>
        `${address}: ${rule} is ${kind === "live" ? "not judged" : "unknown until planned"}: ${attribute}: ${why}`,
    ),
    ...notRead.map(({ address, why }) => `${address}: not read: ${why}`),
    ...(notDrilled === undefined ? [] : [`not drilled: ${notDrilled.replace(/\s+/g, " ")}`]),
    ...(unjudged.length > 0 ? [`no rule judges: ${unjudged.join(", ")}`] : []),
  ];
  return lines.length === 0 ? [] : ["Not looked at:", ...lines.map((line) => `  ${line}`), ""];
}

function summary({ findings, known, resources, suppressed }: JudgedResult): string {
  const counts = severities.flatMap((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  const rest = [
    suppressed.length > 0 ? `${suppressed.length} suppressed` : "",
    known > 0 ? `${known} in the baseline` : "",
  ].filter((one) => one !== "");
  const found = counts.length === 0 ? "No finding" : `Findings: ${counts.join(", ")}`;
  return `${found} in ${resources} resources${rest.length > 0 ? ` (${rest.join(", ")})` : ""}.`;
}
