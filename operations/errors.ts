import { exitCodes } from "../errors/exit-codes";
import { errorsOf, type Rules } from "../errors/rules";

/** What is asked of whoever looks at a running site, or changes it. */
export const operationsRules = {
  OUTPUTS_NOT_DEPLOYED: {
    rule: "The site has been deployed, and its stack is here: only then has it outputs.",
    mend: "Deploy it first (npx outlast deploy), or give the outputs of its deployment with --outputs <file>",
  },
  OUTPUTS_UNKNOWN: {
    rule: "Terraform gives the outputs of the site's stack.",
    mend: "Deploy the site, initialize the stack's folder, or give --outputs <file>.",
    exit: exitCodes.toolFailed,
  },
  OUTPUTS_FILE: {
    rule: "The file with the outputs can be read, and is JSON.",
    mend: "Give the JSON of `terraform output -json`",
  },
  OUTPUTS_SHAPE: {
    rule: "Outputs have the shape of docs/outputs.md.",
    mend: "Give the JSON of `terraform output -json` of its stack, or deploy it with this version of outlast",
  },
  OUTPUTS_OTHER_SITE: {
    rule: "The outputs are those of the site that the verb is about.",
    mend: "Give those of this site, or choose the other one with --site.",
  },
  AWS_REFUSED: {
    rule: "AWS answers, and grants what is asked to whoever runs the verb.",
    mend: "Check the credentials, their rights and the network, and run it again.",
    exit: exitCodes.toolFailed,
  },
  SWITCH_REASON: {
    rule: "Whoever throws the switch says why, in at most 512 bytes: whoever looks next reads it in `outlast status`.",
    mend: 'Give --reason "...".',
  },
  INVALIDATION_PATH: {
    rule: "A path begins with a slash, is percent-encoded, has * at most as its last character and no ~.",
    mend: 'A path begins with "/", is percent-encoded, and may end with "*"; quote it, so that the shell leaves it alone.',
  },
  INVALIDATION_FAILED: {
    rule: "CloudFront takes the invalidation.",
    mend: "Check the credentials and the distribution, and run it again.",
    exit: exitCodes.toolFailed,
  },
  VERIFY_NO_MANIFEST: {
    rule: "--manifest names the record of a release; without it, the content folder is compared.",
    mend: "Name the record of a release.",
  },
} satisfies Rules;

export const operationsError = errorsOf(operationsRules);
