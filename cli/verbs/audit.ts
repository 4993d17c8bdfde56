import type { Command } from "commander";
import type { Severity } from "../../audit/review";
import { auditError } from "../../audit/run/errors";
import type { JudgedResult } from "../../audit/run/suppressions";
import { exitCodes } from "../../errors/exit-codes";
import { collect, failOn, json } from "../options/arguments";
import type { Audited, AuditedOptions } from "../options/audited";
import { ending } from "../output/ending";
import { apart } from "../terminal/apart";

interface AuditVerbOptions extends AuditedOptions {
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
  /** Whether the policy is printed that --live needs. */
  readonly permissions: boolean;
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
    .option("--live", "read a running site from AWS, and write nothing there", false)
    .option("--distribution <id>", "the distribution that --live reads")
    .option("--permissions", "print the policy of IAM that --live needs, and ask nothing", false)
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
        if (options.permissions) {
          const [{ livePermissions }, { distributionNamed }] = await Promise.all([
            import("../../audit/live/asks"),
            import("../options/audited"),
          ]);
          const id = await distributionNamed(path, options);
          process.stdout.write(`${JSON.stringify(livePermissions(id), null, 2)}\n`);
          return exitCodes.done;
        }
        const [
          { auditSite },
          { auditNamed, auditsTogether },
          { auditedBy },
          kept,
          formats,
          text,
          { reaches },
          { writeWhole },
        ] = await Promise.all([
          import("../../audit/run/audit"),
          import("../../audit/run/together"),
          import("../options/audited"),
          import("../../audit/run/suppressions"),
          import("../../audit/report/formats"),
          import("../../audit/report/text"),
          import("../../audit/review"),
          import("../../report/write-whole"),
        ]);
        const { baseline, failOn: threshold, junit, markdown, sarif, suppressions, writeBaseline } = options;
        const audited = await auditedBy(path, options);
        const all = audited.map(({ name, ...one }) => ({
          ...one,
          found: auditNamed(auditSite(one.read), name),
        }));
        const inFile = suppressions === undefined ? [] : kept.suppressionsIn(suppressions);
        const known = baseline === undefined ? new Set<string>() : kept.baselineIn(baseline);
        const results: JudgedResult[] = [];
        for (const { found, load, read } of all) {
          const decided = [...kept.suppressionsInComments(read.hcl, found.findings), ...inFile];
          const today = new Date().toISOString().slice(0, 10);
          const open = kept.withoutKnown(found, decided, known, today);
          results.push(options.drill ? await drilled(open, load) : open);
        }
        const result = auditsTogether(results as [JudgedResult]);
        const folder = audited[0]?.folder ?? ".";
        if (writeBaseline !== undefined)
          writeWhole(
            writeBaseline,
            kept.baselineOf({ findings: all.flatMap(({ found }) => found.findings) }),
          );
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

async function drilled(open: JudgedResult, load: Audited["load"]): Promise<JudgedResult> {
  const { withProofs } = await import("../../audit/proof/prove");
  return withProofs(open, load);
}
