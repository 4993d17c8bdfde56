import { exitCodes } from "../errors/exit-codes";
import { errorsOf, type Rules } from "../errors/rules";

/** What is asked of whoever looks at a running site, or changes it. */
export const operationsRules = {
  OUTPUTS_NOT_DEPLOYED: {
    rule: "The site has been deployed, and its stack is here: only then has it outputs.",
    mend: "Deploy it first (npx outlast deploy), or give the outputs of its deployment with --outputs <file>",
  },
  OUTPUTS_ZONE_ALONE: {
    rule: "A zone that a deployment makes has to be delegated before the rest can be made.",
    mend: "Enter its name servers at the registrar, and deploy again: npx outlast deploy --wait-delegation 1h.",
    exit: exitCodes.checkFailed,
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
  SHEET_SHAPE: {
    rule: "A contact sheet is what `outlast contact-sheet` of this version writes; docs/outputs.md has its shape.",
    mend: "Write it anew (npx outlast contact-sheet), or give the JSON of `terraform output -json` from the site's own folder.",
  },
  SITE_NOWHERE: {
    rule: "A site that the folder does not know has been deployed with `outlast deploy` or released, and its buckets are in the account of the caller.",
    mend: "Choose the site's account (AWS_PROFILE=...), or give its contact sheet: --outputs <file>.",
  },
  CREDENTIALS_NONE: {
    rule: "Whoever asks AWS for something has credentials.",
    mend: "Choose a profile (AWS_PROFILE=...), sign in (aws sso login), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; `aws sts get-caller-identity` shows what is found.",
    exit: exitCodes.toolFailed,
  },
  CREDENTIALS_EXPIRED: {
    rule: "Credentials of a session end after some hours.",
    mend: "Sign in again (aws sso login), or take new ones, and run it again.",
    exit: exitCodes.toolFailed,
  },
  CREDENTIALS_REFUSED: {
    rule: "The credentials are those of an account of AWS, and this machine's clock is right.",
    mend: "Take others (AWS_PROFILE=...), and run it again; `aws sts get-caller-identity` shows what AWS says of them.",
    exit: exitCodes.toolFailed,
  },
  CREDENTIALS_ACCOUNT: {
    rule: "The credentials are of the account that the site is in.",
    mend: "Choose that account's profile (AWS_PROFILE=...), and run it again.",
    exit: exitCodes.toolFailed,
  },
  AWS_SILENT: {
    rule: "AWS answers within seconds.",
    mend: "Look at this machine's network, VPN and proxy, at AWS_ENDPOINT_URL and AWS_REGION, and at https://health.aws.amazon.com; then run it again.",
    exit: exitCodes.toolFailed,
  },
  CONTROL_PLANE_SILENT: {
    rule: "Deployments, plans and invalidations ask control planes of us-east-1, and wait for them without an end.",
    mend: "Wait until https://health.aws.amazon.com says that they answer; `evacuate`, `return`, `release`, `rollback` and `status` need none of them, and visitors notice nothing.",
    exit: exitCodes.toolFailed,
  },
  AWS_ANOTHER: {
    rule: "What answers at AWS's addresses is AWS: it has no pages and no redirects.",
    mend: "Sign in to this network in a browser, look at its proxy and at AWS_ENDPOINT_URL, and run it again: nothing was asked yet.",
    exit: exitCodes.toolFailed,
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
  SWITCH_NOT_READY: {
    rule: "Visitors are sent to a region that answers, and that holds the release which the other one holds.",
    mend: "`npx outlast status` shows what is wrong there; mend that first, or give --anyway.",
    exit: exitCodes.checkFailed,
  },
  SWITCH_OTHER: {
    rule: "Of two people who throw the switch at once, the second one hears of the first.",
    mend: "Speak with them; then run it again.",
    exit: exitCodes.checkFailed,
  },
  SENTINEL_NONE: {
    rule: "Only a sentinel that is deployed can be switched off or on, or tried.",
    mend: "Set `failover.automatic` in the config and deploy; until then nothing but a person throws the switch.",
  },
  SENTINEL_UNTRIED: {
    rule: "A deployed sentinel tries itself when it is asked to, and answers what it did.",
    mend: "Deploy this version, if the one that runs is older; or else the function's log says what failed.",
    exit: exitCodes.toolFailed,
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
  PROMOTE_ANSWERS: {
    rule: "A replica is promoted where the primary's bucket does not answer: what answers can be written to, and two writers would part.",
    mend: "Evacuate and wait: npx outlast evacuate --hold --reason ...",
    exit: exitCodes.checkFailed,
  },
  PROMOTE_NOTHING: {
    rule: "A replica that is promoted holds a complete release, and one that is demoted was promoted.",
    mend: "npx outlast status says what each region holds.",
    exit: exitCodes.checkFailed,
  },
  PROMOTE_UNEVEN: {
    rule: "A new replica holds what the survivor holds, byte by byte by their listings, before the promotion is over.",
    mend: "Run it again; npx outlast reconcile shows how they differ.",
    exit: exitCodes.checkFailed,
  },
  PROMOTE_REWRITTEN: {
    rule: "A promotion is undone as long as the config names the regions as they were.",
    mend: "Not deployed yet: take the config's change back first. Deployed: name the old bucket as the replica, docs/runbooks/region-lost.md says how; it follows, and is not written to.",
    exit: exitCodes.checkFailed,
  },
  PROMOTE_BEHIND: {
    rule: "The primary is written to again once it holds the replica's release.",
    mend: "npx outlast reconcile --to primary, then npx outlast promote --undo again.",
    exit: exitCodes.checkFailed,
  },
  MIRROR_FOLDER: {
    rule: "A mirror is written into a folder that is empty, or not there yet.",
    mend: "Name another one with --out.",
  },
  MIRROR_NOTHING: {
    rule: "There is a complete release to be mirrored.",
    mend: "Name the other region with --from, or serve the built folder.",
    exit: exitCodes.checkFailed,
  },
  MIRROR_BYTES: {
    rule: "Every file of a mirror has the bytes that the release's record says, below the mirror's own folder.",
    mend: "Name the other region with --from.",
    exit: exitCodes.toolFailed,
  },
  MIRROR_TAR: {
    rule: "The program tar packs a mirror whose --out ends with .tar.",
    mend: "Name a folder, and pack it by other means.",
    exit: exitCodes.toolFailed,
  },
  VERIFY_NO_MANIFEST: {
    rule: "--manifest names the record of a release; without it, the content folder is compared.",
    mend: "Name the record of a release.",
  },
} satisfies Rules;

export const operationsError = errorsOf(operationsRules);
