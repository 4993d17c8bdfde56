import { exitCodes } from "../errors/exit-codes";
import { errorsOf, type Rules } from "../errors/rules";

/** What stops a delivery, besides the tools. */
export const deliveryRules = {
  BOOTSTRAP_NO_DEPLOYMENT: {
    rule: "The state bucket and the roles are made of what site.config.ts exports as `deployment`.",
    mend: "Add `export const deployment = defineDeployment({ project, github })`; docs/state.md says what it does.",
  },
  GIVEN_STACK_FOREIGN: {
    rule: "What `plan --synthesized` is given has no provider, data source, backend, program or function but those of this project's stacks: it is planned with credentials.",
    mend: "Plan it on a machine of your own, if it is meant.",
  },
  GIVEN_STACK_MISSING: {
    rule: "The folder of `plan --synthesized` holds the JSON of every site that this branch has, as a file.",
    mend: "Synthesize every site that this branch has.",
  },
  PLAN_LOSES: {
    rule: "Of a site whose buckets have names of their own, as after a promotion, no plan destroys or replaces a bucket or the distribution: what is left is all that there is.",
    mend: "Take the change of the config back, or name what is to be forgotten in regions.forgotten.",
    exit: exitCodes.checkFailed,
  },
  DEPLOY_ORPHAN: {
    rule: "Every distribution of a site is in its state; a run that was killed while it created one leaves one that is not.",
    mend: "Adopt it with the import that the message gives.",
    exit: exitCodes.toolFailed,
  },
  DEPLOY_NOT_DELEGATED: {
    rule: "A zone that a deployment makes is found by everybody before the certificate is asked for: ACM validates by a record in it. The zone is there; nothing else was made.",
    mend: "Enter the name servers of the message at the registrar, and run it again, with --wait-delegation 1h if it is to wait for DNS.",
    exit: exitCodes.checkFailed,
  },
  DEPLOY_ALIAS_TAKEN: {
    rule: "A name is an alternate domain name of one distribution in all of CloudFront (CloudFront guide, Restrictions on using alternate domain names). Nothing was changed.",
    mend: "Take the name from the distribution of the message, or out of `domain`. Do not import it: an apply would make it into this site.",
  },
  DEPLOY_RECORDS_TAKEN: {
    rule: "The site's names have no A, AAAA, HTTPS or CNAME record in the zone but the stack's own. Nothing was changed.",
    mend: "Delete the records of the message, or take the names out of `domain`.",
  },
  DESTROY_CONTENT: {
    rule: "A bucket goes only when it is empty, and what is in it is deleted only when that is asked for: what is in these has not been touched.",
    mend: "Give --delete-content, which deletes every version in these buckets for good, or empty them yourself.",
  },
  DESTROY_STATE_APART: {
    rule: "The state stack goes by itself, after all that its bucket holds the states of.",
    mend: "Destroy the sites first, then: outlast destroy state --delete-content.",
  },
  DESTROY_STATE_IN_USE: {
    rule: "The bucket of the states goes only when no state in it has anything any more.",
    mend: "Destroy these sites first.",
  },
  GITHUB_ENVIRONMENT: {
    rule: "The verb reads GITHUB_REPOSITORY, GITHUB_SHA or GITHUB_EVENT_PATH, which GitHub sets in a workflow.",
    mend: "Run it in a workflow, or set the variable.",
  },
  GITHUB_TOKEN_MISSING: {
    rule: "GitHub's API is called with GITHUB_TOKEN, the job's own.",
    mend:
      "In a workflow: env: { GITHUB_TOKEN: $" +
      "{{ github.token }} }, and the permission that the verb needs.",
  },
  GITHUB_REFUSED: {
    rule: "GitHub's API does what is asked, after retries where those help.",
    mend: "Give the job the permission that docs/ci.md names, or run it again.",
    exit: exitCodes.toolFailed,
  },
  COMMENT_NO_FILE: {
    rule: "The text of a comment or an issue is in a file.",
    mend: "Name the Markdown that an earlier step wrote; an empty file closes an issue, a missing one does not.",
  },
  COMMENT_NO_PULL_REQUEST: {
    rule: "A comment belongs to the pull request that the workflow runs for.",
    mend: "Run it on pull_request, or give the number with --pr.",
  },
  LOCK_MISSING: {
    rule: "What is reviewed and what is applied use the same provider: a file in terraform-locks, which is committed, names it for each stack.",
    mend: "Run `npx outlast lock`, and commit what it writes.",
  },
  LOCK_UNREADABLE: {
    rule: "A file in terraform-locks is what `terraform providers lock` writes, for the AWS provider alone.",
    mend: "Remove it, run `npx outlast lock`, and commit what that writes.",
  },
  STACK_FOLDER_FOREIGN: {
    rule: "Terraform runs what lies in a stack's folder, where only what was just synthesized may be.",
    mend: "Remove it, or all of cdktf.out: everything there is made anew. Find out how it came there.",
  },
  PLAN_ARTIFACT_UNSAFE: {
    rule: "A plan's artifact holds for each stack plan.json and terraform.lock.hcl, and review.md and about.json beside them, within 16 MB packed and 256 MB unpacked; it is read as evidence, and nothing else is taken from it.",
    mend: "Look at who made it, and open another pull request.",
  },
  PLAN_FOLDER_TAKEN: {
    rule: "The reviewed plan is brought into a folder that is not there, or is empty: what lies in it already was reviewed by nobody.",
    mend: "Remove the folder, from the repository too if it is committed, or name another with --out.",
  },
  VERIFY_URL: {
    rule: "A site is at the root of an http or https address.",
    mend: "Write it as https://www.example.com.",
  },
} satisfies Rules;

/** Code of an error of a delivery. */
export type DeliveryCode = keyof typeof deliveryRules;

export const deliveryError = errorsOf(deliveryRules);
