import type { Command } from "commander";
import { auditError } from "../../audit/run/errors";
import type { JudgedResult } from "../../audit/run/suppressions";
import type { Audited, AuditedOptions } from "../../audit/subjects/audited";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { collect, failOn, json } from "../options/arguments";
import type { FindingsTargets } from "../output/audit-findings";
import { ending } from "../output/ending";
import { apart } from "../terminal/apart";

interface AuditVerbOptions extends AuditedOptions, FindingsTargets {
  readonly suppressions?: string;
  readonly baseline?: string;
  /** Whether each finding about an outage is shown at the site that was read. */
  readonly drill: boolean;
  /** Whether the policy is printed that --live needs. */
  readonly permissions: boolean;
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
        return options.permissions ? permissions(path, options) : audit(path, options);
      }, options.json),
    );
}

/** Prints the policy that --live needs. */
async function permissions(path: string | undefined, options: AuditVerbOptions): Promise<ExitCode> {
  const [{ livePermissions }, { distributionNamed }] = await Promise.all([
    import("../../audit/live/asks"),
    import("../../audit/subjects/audited"),
  ]);
  const id = await distributionNamed(path, options);
  process.stdout.write(`${JSON.stringify(livePermissions(id), null, 2)}\n`);
  return exitCodes.done;
}

async function audit(path: string | undefined, options: AuditVerbOptions): Promise<ExitCode> {
  const [{ auditAll }, { auditedBy }, { tellFindings }] = await Promise.all([
    import("../../audit/run/audit-all"),
    import("../../audit/subjects/audited"),
    import("../output/audit-findings"),
  ]);
  const { baseline, drill, suppressions } = options;
  const audited = await auditedBy(path, options);
  const today = new Date().toISOString().slice(0, 10);
  const prove = drill ? drilled : undefined;
  const found = await auditAll(audited, { baseline, prove, suppressions, today });
  return tellFindings(found, audited[0]?.folder ?? ".", options);
}

async function drilled(open: JudgedResult, { load }: Audited): Promise<JudgedResult> {
  const { withProofs } = await import("../../audit/proof/prove");
  return withProofs(open, load);
}
