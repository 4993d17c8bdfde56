import { Command } from "commander";
import { usageErrors } from "./output/usage-errors";
import { addApplyVerb } from "./verbs/apply";
import { addBootstrapVerb } from "./verbs/bootstrap";
import { addCommentVerb } from "./verbs/comment";
import { addContentVerbs } from "./verbs/content-verbs";
import { addDeployVerb } from "./verbs/deploy";
import { addDestroyVerb } from "./verbs/destroy";
import { addDriftVerb } from "./verbs/drift";
import { addFetchPlanVerb } from "./verbs/fetch-plan";
import { addCloudVerb, addOperationsVerbs } from "./verbs/operations-verbs";
import { addPlanVerb } from "./verbs/plan";
import { addReviewVerb } from "./verbs/review";
import { addStartVerb } from "./verbs/start";
import { addSynthVerb } from "./verbs/synth";
import { addVerifyVerb } from "./verbs/verify";

/** Every verb with its options, for that command line: it decides how a wrong one is reported. */
export function outlast(args: readonly string[]): Command {
  const program = new Command("outlast")
    .description("A static website on AWS that outlasts an S3 outage.")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput(usageErrors(args))
    .exitOverride();

  addSynthVerb(program);
  addStartVerb(program);
  addOperationsVerbs(program);
  addCloudVerb(program);

  addContentVerbs(program);
  addReviewVerb(program);
  addCommentVerb(program);
  addFetchPlanVerb(program);
  addPlanVerb(program);
  addApplyVerb(program);
  addDriftVerb(program);
  addBootstrapVerb(program);
  addDeployVerb(program);
  addDestroyVerb(program);
  addVerifyVerb(program);
  return program;
}
