import { exitCodes } from "../errors/exit-codes";
import { errorsOf, type Rules } from "../errors/rules";
import { oldestTerraform } from "./versions";

const exit = exitCodes.toolFailed;
const installTerraform = `Install Terraform ${oldestTerraform.join(".")} or newer (https://developer.hashicorp.com/terraform/install) and put it on PATH.`;
const installMoto =
  'Install it with: python3 -m pip install "moto[server]" (Python 3.11 to 3.14), and put moto_server on PATH.';

/** What can go wrong with the programs that this project runs but does not bring along. */
export const toolRules = {
  "terraform-missing": {
    rule: "Deployments run the program that TERRAFORM names, else the `terraform` on PATH, else its `tofu`, else the one that `outlast cloud`, the tests or `outlast doctor --fix` have fetched.",
    mend: `${installTerraform} Or let \`npx outlast doctor --fix\` fetch it into the project's cache.`,
    exit,
  },
  "download-no-checksum": {
    rule: "What is fetched is held to a checksum of this repository, which has those of Terraform and OpenTofu for Linux and macOS on x86-64 and ARM.",
    mend: installTerraform,
    exit,
  },
  "download-failed": {
    rule: "Terraform is fetched once, from its publisher or the host that OUTLAST_DOWNLOADS names, into the cache of the project.",
    mend: "Connect this machine, or make room on its disk, and run it again; or install Terraform yourself and put it on PATH.",
    exit,
  },
  "download-wrong": {
    rule: "The archive that was fetched has the checksum that is in this repository; nothing of another is kept or run.",
    mend: "Run it again. If it stays: whoever answered is not the publisher, such as a proxy that puts a page of its own in its place.",
    exit,
  },
  "terraform-too-old": {
    rule: "The state's lock in S3 is stable since Terraform 1.11, and there since OpenTofu 1.10.",
    mend: installTerraform,
    exit,
  },
  "provider-unreachable": {
    rule: "Terraform installs the AWS provider from its registry, unless this machine has a mirror of it.",
    mend: 'Connect this machine for one run. Without a network: run "terraform providers mirror ~/.terraform.d/plugins" in a stack\'s folder (npx outlast synth writes them) on a machine with one, and copy ~/.terraform.d/plugins here.',
    exit,
  },
  "provider-not-locked": {
    rule: "A stack runs with the provider that is locked in terraform-locks, by version and by the hash of this machine's platform.",
    mend: "Run `npx outlast lock` on a machine that reaches the registry, which adds the hashes of every platform, and commit what it writes; with --upgrade where another version is meant.",
    exit,
  },
  "terraform-failed": {
    rule: "Terraform ends without an error; the message repeats the one that it ended with.",
    mend: "Mend what it says and run it again.",
    exit,
  },
  "terraform-killed": {
    rule: "Terraform ends by itself. A signal, or a machine without memory, leaves it no time to give back the state's lock, nor to write down what it made last.",
    mend: "Run it again: it names the command that clears the lock, and what the state does not know.",
    exit,
  },
  "state-locked": {
    rule: "One run at a time changes a state.",
    mend: "Wait for the run that the message names. Only if that is known to be dead, run the command of the message.",
    exit,
  },
  "resource-protected": {
    rule: "The bucket of Terraform's state is protected by `prevent_destroy`. A run that is interrupted while it makes the bucket leaves it tainted, and the next plan wants to make it anew.",
    mend: "Run the `terraform untaint` of the message if a run was interrupted; otherwise take back the change that destroys or replaces it.",
    exit,
  },
  "alias-taken": {
    rule: "A name is an alternate domain name of one distribution in all of CloudFront, accounts together (CloudFront guide, Restrictions on using alternate domain names).",
    mend: "Ask which one has it: aws cloudfront list-conflicting-aliases --alias <name> --distribution-id <one of yours whose certificate has the name>. docs/first-deployment.md says how a name moves. Then run it again: what was made stays.",
    exit,
  },
  "framework-command-missing": {
    rule: "The local cloud is deployed to by the command of the framework that the project is made of.",
    mend: "Install it: npm install --save-dev cdktf-cli@0.21 (of CDK Terrain: cdktn-cli@0.24).",
    exit,
  },
  "oidc-provider-there": {
    rule: "An account has at most one identity provider of GitHub's tokens, whoever made it.",
    mend: 'Name it in site.config.ts, and run it again: github: { ..., oidcProviderArn: "arn:aws:iam::<account>:oidc-provider/token.actions.githubusercontent.com" }. What was made stays.',
    exit,
  },
  "account-unverified": {
    rule: "CloudFront takes distributions of accounts that AWS has verified; new ones may have to ask for it.",
    mend: "Open a case with AWS Support (account and billing, which costs nothing) with the message, and run it again when it is answered: what was made stays.",
    exit,
  },
  "bucket-not-empty": {
    rule: "S3 deletes no bucket that holds anything, older versions and delete markers included.",
    mend: "Where a whole site goes: npx outlast destroy <site> --delete-content. Where a bucket alone goes, as that of access logs does: keep what you need of it, empty it in the S3 console, versions included, and run it again.",
    exit,
  },
  "moto-missing": {
    rule: "The local cloud needs `moto_server`, from PATH or from a virtual environment that is made once.",
    mend: installMoto,
    exit,
  },
  "moto-not-ready": {
    rule: "`moto_server` answers within half a minute; the message has its last words.",
    mend: installMoto,
    exit,
  },
  "tool-aborted": {
    rule: "A program that Ctrl-C or SIGTERM interrupts has not done its work.",
    mend: "Run it again to finish what it began.",
    exit,
  },
} satisfies Rules;

/** A tool that is not there, or that failed. */
export const toolError = errorsOf(toolRules);
