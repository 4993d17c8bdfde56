import { escapeUTF8 } from "entities";
import type { Severity } from "../review/finding";
import { auditRules } from "../rules";
import { mendOf } from "../rules/rule";
import type { AuditFinding } from "../run/audit";
import type { JudgedResult } from "../run/suppressions";
import { proofText } from "./drill";

/** For a machine. `version` is raised when a key changes its meaning or goes away. */
export function auditJson(result: JudgedResult): string {
  return `${JSON.stringify({ version: 1, ...result }, null, 2)}\n`;
}

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
};

/** SARIF 2.1.0, which GitHub's code scanning shows at the line; `root` is the folder within the repository. */
export function auditSarif({ findings }: JudgedResult, root: string): string {
  const rules = auditRules.map((rule) => ({
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.visitors },
    helpUri: rule.source,
    help: { text: `${rule.visitors}\n\n${mendOf(rule)}`.trimEnd() },
    defaultConfiguration: { level: levels[rule.severity] },
  }));
  const results = findings.map((one) => ({
    ruleId: one.rule,
    ruleIndex: auditRules.findIndex(({ id }) => id === one.rule),
    level: levels[one.severity],
    message: {
      text: `${one.title}: ${one.says}. ${one.visitors}${one.drill ? ` Drill: ${proofText(one.drill)}.` : ""}`,
    },
    locations: [
      {
        ...(one.place && {
          physicalLocation: {
            artifactLocation: {
              uri: encodeURI([...root.split("/"), one.place.file].filter((s) => s && s !== ".").join("/")),
            },
            region: { startLine: one.place.line },
          },
        }),
        logicalLocations: [{ fullyQualifiedName: one.address, kind: "resource" }],
      },
    ],
    partialFingerprints: { "outlast/v1": `${one.rule} ${one.address} ${one.attribute ?? ""}` },
  }));
  const driver = { name: "outlast", rules };
  const document = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver }, columnKind: "utf16CodeUnits", results }],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** JUnit's XML: a case for each rule, with a failure for each finding of it. */
export function auditJunit({ findings }: JudgedResult): string {
  const cases = auditRules.map(({ id }) => {
    const own = findings.filter(({ rule }) => rule === id);
    const open = `    <testcase classname="outlast audit" name="${escaped(id)}"`;
    if (own.length === 0) return `${open}/>`;
    const text = own.map((one) => `${one.address}${where(one)}: ${one.says}`).join("\n");
    const [first] = own as [AuditFinding];
    return `${open}>\n      <failure message="${escaped(first.title)}">${escaped(text)}</failure>\n    </testcase>`;
  });
  const failed = new Set(findings.map(({ rule }) => rule)).size;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="outlast audit" tests="${auditRules.length}" failures="${failed}">
${cases.join("\n")}
  </testsuite>
</testsuites>
`;
}

const where = ({ place }: AuditFinding) => (place ? ` (${place.file}:${place.line})` : "");

/** Text of XML, without the characters that XML has no way to write. */
function escaped(text: string): string {
  return escapeUTF8(text).replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, "\uFFFD");
}
