import { dirname, relative, resolve } from "node:path";
import type { Command } from "commander";
import type { Severity } from "../../audit/review";
import { auditError } from "../../audit/run/errors";
import type { JudgedResult } from "../../audit/run/suppressions";
import { exitCodes } from "../../errors/exit-codes";
import { collect, failOn, json } from "../options/arguments";
import { ending } from "../output/ending";
import { apart } from "../terminal/apart";

interface AuditVerbOptions {
  readonly var: readonly string[];
  readonly varFile: readonly string[];
  /** The severity from which on the audit fails. */
  readonly failOn: Severity | "none";
  readonly suppressions?: string;
  readonly baseline?: string;
  /** Where the findings of now become a baseline. */
  readonly writeBaseline?: string;
  readonly sarif?: string;
  readonly junit?: string;
  readonly markdown?: string;
  /** Whether each finding about an outage is shown at the site that was read. */
  readonly drill: boolean;
  readonly json: boolean;
}

/** The largest folders take a tenth. */
const limits = { deadline: 120_000, memory: 2_048 };

/** Adds `audit`: what is wrong with anybody's Terraform of a static site; it fails when that is bad enough. */
export function addAuditVerb(program: Command): void {
  program
    .command("audit [path]")
    .description(
      "what would take a static site down or leak it: in a folder or file of HCL, a cdk.tf.json, a plan or a state",
    )
    .option("--var <name=value>", "a variable's value, as for terraform", collect, [])
    .option("--var-file <file>", "a file of variables' values, as for terraform", collect, [])
    .addOption(failOn("fail when a finding is this bad, or worse", "high"))
    .option("--suppressions <file>", "findings to be let be, with reasons, in JSON")
    .option("--baseline <file>", "tell only what this file does not have")
    .option("--write-baseline <file>", "write the findings of now for --baseline, and pass")
    .option("--sarif <file>", "write SARIF 2.1.0 to a file as well")
    .option("--junit <file>", "write JUnit's XML to a file as well")
    .option("--markdown <file>", "write Markdown to a file as well")
    .option(
      "--drill",
      "run the site in the outages that findings are about, and say what visitors got",
      false,
    )
    .addOption(json("print for a machine"))
    .action((path: string | undefined, options: AuditVerbOptions, command: Command) =>
      ending(async () => {
        const ended = await apart(command, limits, () =>
          auditError("AUDIT_UNREADABLE", `${path ?? "."}: it takes more than 120 s or 2048 MB`),
        );
        if (ended !== undefined) return ended;
        const [{ auditSite }, { readAuditedSite }, kept, formats, text, { reaches }, { writeWhole }] =
          await Promise.all([
            import("../../audit/run/audit"),
            import("../../audit/run/read"),
            import("../../audit/run/suppressions"),
            import("../../audit/report/formats"),
            import("../../audit/report/text"),
            import("../../audit/review"),
            import("../../report/write-whole"),
          ]);
        const { baseline, failOn: threshold, junit, markdown, sarif, suppressions, writeBaseline } = options;
        const root = path ?? ".";
        const read = await readAuditedSite(root, { vars: options.var, varFiles: options.varFile });
        const found = auditSite(read);
        const open = kept.withoutKnown(
          found,
          [
            ...kept.suppressionsInComments(read.hcl, found.findings),
            ...(suppressions === undefined ? [] : kept.suppressionsIn(suppressions)),
          ],
          baseline === undefined ? new Set() : kept.baselineIn(baseline),
          new Date().toISOString().slice(0, 10),
        );
        const result = options.drill ? await drilled(open, root, options) : open;
        const folder = relative(process.cwd(), root.endsWith(".tf") ? dirname(resolve(root)) : resolve(root));
        if (writeBaseline !== undefined) writeWhole(writeBaseline, kept.baselineOf(found));
        if (sarif !== undefined) writeWhole(sarif, formats.auditSarif(result, folder));
        if (junit !== undefined) writeWhole(junit, formats.auditJunit(result));
        if (markdown !== undefined) writeWhole(markdown, text.auditMarkdown(result));
        process.stdout.write(options.json ? formats.auditJson(result) : text.auditText(result));
        if (threshold === "none" || writeBaseline !== undefined) return exitCodes.done;
        return result.findings.some(({ severity }) => reaches(severity, threshold))
          ? exitCodes.checkFailed
          : exitCodes.done;
      }, options.json),
    );
}

async function drilled(open: JudgedResult, path: string, { var: vars, varFile }: AuditVerbOptions) {
  const [{ withProofs }, { loadTerraformAt }] = await Promise.all([
    import("../../audit/proof/prove"),
    import("../../rehearsal/terraform"),
  ]);
  return withProofs(open, () => loadTerraformAt(path, { vars, varFiles: varFile }));
}
