import { exitCodes } from "../../errors/exit-codes";
import { errorsOf, type Rules } from "../../errors/rules";

/** What an audit asks of what it is given. */
export const auditErrors = {
  AUDIT_UNREADABLE: {
    rule: "An audit reads a folder of .tf files or one of them, a cdk.tf.json, or what `terraform show -json` prints of a plan or a state.",
    mend: "Give one of these. In a project of outlast, `npx outlast audit` without a path audits what its config makes; `npx outlast synth` writes that to cdktf.out/stacks/<stack>/cdk.tf.json.",
  },
  AUDIT_SUPPRESSION: {
    rule: "What is suppressed names a rule and a reason, and where it ends, a day.",
    mend: 'Write "outlast:ignore <rule> [until YYYY-MM-DD]: <reason>", or correct the file.',
  },
  AUDIT_LIVE: {
    rule: "A running site is one distribution, which --distribution names by its id: --live has it, and nothing else is read beside it.",
    mend: "Write: npx outlast audit --live --distribution E1234567890ABC",
  },
  AUDIT_LIVE_NONE: {
    rule: "The distribution is in the account of the caller.",
    mend: "Give one of those that `aws cloudfront list-distributions --query 'DistributionList.Items[].Id'` names, or choose another account (AWS_PROFILE=...).",
  },
  AUDIT_LIVE_REFUSED: {
    rule: "An audit of a running site may at least read its distribution.",
    mend: "Give the caller the policy that `npx outlast audit --live --distribution <id> --permissions` prints, and run it again.",
    exit: exitCodes.toolFailed,
  },
} satisfies Rules;

export const auditError = errorsOf(auditErrors);
