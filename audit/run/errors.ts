import { errorsOf, type Rules } from "../../errors/rules";

/** What an audit asks of what it is given. */
export const auditErrors = {
  AUDIT_UNREADABLE: {
    rule: "An audit reads a folder of .tf files or one of them, a cdk.tf.json, or what `terraform show -json` prints of a plan or a state.",
    mend: "Give one of these.",
  },
  AUDIT_SUPPRESSION: {
    rule: "What is suppressed names a rule and a reason, and where it ends, a day.",
    mend: 'Write "outlast:ignore <rule> [until YYYY-MM-DD]: <reason>", or correct the file.',
  },
} satisfies Rules;

export const auditError = errorsOf(auditErrors);
