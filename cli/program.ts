import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, Help, type Option } from "commander";
import { packageRoot } from "../config/package-root";
import { reportWrongValues } from "./options/wrong-values";
import { usageErrors } from "./output/usage-errors";
import { addApplyVerb } from "./verbs/apply";
import { addBootstrapVerb } from "./verbs/bootstrap";
import { addCloudVerb } from "./verbs/cloud";
import { addCommentVerb } from "./verbs/comment";
import { addContactSheetVerb } from "./verbs/contact-sheet";
import { addCspVerb } from "./verbs/csp";
import { addDeployVerb } from "./verbs/deploy";
import { addDestroyVerb } from "./verbs/destroy";
import { addDoctorVerb } from "./verbs/doctor";
import { addDriftVerb } from "./verbs/drift";
import { addEvacuateVerb } from "./verbs/evacuate";
import { addFetchPlanVerb } from "./verbs/fetch-plan";
import { addInvalidateVerb } from "./verbs/invalidate";
import { addLockVerb } from "./verbs/lock";
import { addPlanVerb } from "./verbs/plan";
import { addReconcileVerb } from "./verbs/reconcile";
import { addReleaseVerb } from "./verbs/release";
import { addReleasesVerb } from "./verbs/releases";
import { addReturnVerb } from "./verbs/return";
import { addReviewVerb } from "./verbs/review";
import { addRollbackVerb } from "./verbs/rollback";
import { addStartVerb } from "./verbs/start";
import { addStatusVerb } from "./verbs/status";
import { addSynthVerb } from "./verbs/synth";
import { addVerifyVerb } from "./verbs/verify";

/** The verbs as the help lists them. */
const verbs = [
  addSynthVerb,
  addStartVerb,
  addEvacuateVerb,
  addReturnVerb,
  addStatusVerb,
  addContactSheetVerb,
  addCloudVerb,
  addReleaseVerb,
  addRollbackVerb,
  addReleasesVerb,
  addReconcileVerb,
  addInvalidateVerb,
  addCspVerb,
  addReviewVerb,
  addCommentVerb,
  addLockVerb,
  addFetchPlanVerb,
  addPlanVerb,
  addApplyVerb,
  addDriftVerb,
  addDoctorVerb,
  addBootstrapVerb,
  addDeployVerb,
  addDestroyVerb,
  addVerifyVerb,
];

/** Every verb with its options, for that command line: it decides how a wrong one is reported. */
export function outlast(args: readonly string[]): Command {
  const program = new Command("outlast")
    .description("A static website on AWS that outlasts an S3 outage.")
    .version(version(), "--version", "print the version of outlast")
    .configureHelp({ optionDescription })
    .configureOutput(usageErrors(args))
    .exitOverride();

  for (const add of verbs) add(program);
  for (const verb of program.commands) reportWrongValues(verb);
  return program;
}

function version(): string {
  return JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")).version;
}

const { optionDescription: usual } = Help.prototype;

/** An option that may be repeated begins with none, which says nothing; what has to be given is marked. */
function optionDescription(this: Help, option: Option): string {
  const { defaultValue, description, mandatory } = option;
  if (mandatory) return `${description} (required)`;
  return Array.isArray(defaultValue) && defaultValue.length === 0 ? description : usual.call(this, option);
}
