import type { Command } from "commander";
import { addApplyVerb } from "./verbs/apply";
import { addAuditVerb } from "./verbs/audit";
import { addBootstrapVerb } from "./verbs/bootstrap";
import { addCloudVerb } from "./verbs/cloud";
import { addCommentVerb } from "./verbs/comment";
import { addCompletionVerb } from "./verbs/completion";
import { addContactSheetVerb } from "./verbs/contact-sheet";
import { addCostVerb } from "./verbs/cost";
import { addCspVerb } from "./verbs/csp";
import { addDeployVerb } from "./verbs/deploy";
import { addDestroyVerb } from "./verbs/destroy";
import { addDoctorVerb } from "./verbs/doctor";
import { addDriftVerb } from "./verbs/drift";
import { addDrillVerb } from "./verbs/drill";
import { addEvacuateVerb } from "./verbs/evacuate";
import { addExplainVerb } from "./verbs/explain";
import { addFaultVerb } from "./verbs/fault";
import { addFetchPlanVerb } from "./verbs/fetch-plan";
import { addInitVerb } from "./verbs/init";
import { addInvalidateVerb } from "./verbs/invalidate";
import { addLockVerb } from "./verbs/lock";
import { addMendVerb } from "./verbs/mend";
import { addMirrorVerb } from "./verbs/mirror";
import { addPlanVerb } from "./verbs/plan";
import { addPromoteVerb } from "./verbs/promote";
import { addReconcileVerb } from "./verbs/reconcile";
import { addReleaseVerb } from "./verbs/release";
import { addReleasesVerb } from "./verbs/releases";
import { addReturnVerb } from "./verbs/return";
import { addReviewVerb } from "./verbs/review";
import { addRollbackVerb } from "./verbs/rollback";
import { addRunVerb } from "./verbs/run";
import { addSentinelVerb } from "./verbs/sentinel";
import { addSlaVerb } from "./verbs/sla";
import { addStartVerb } from "./verbs/start";
import { addStatusVerb } from "./verbs/status";
import { addSynthVerb } from "./verbs/synth";
import { addTrafficVerb } from "./verbs/traffic";
import { addVerifyVerb } from "./verbs/verify";

/** A verb, and what a person types who wants the usual of it. */
interface ShownVerb {
  readonly add: (program: Command) => void;
  readonly example: string;
}

/** The verbs as the help lists them, by what a person is about to do. */
export const verbGroups: Readonly<Record<string, readonly ShownVerb[]>> = {
  "On this machine:": [
    { add: addInitVerb, example: "init --regions Frankfurt,Ireland --domain none" },
    { add: addStartVerb, example: "start --fault primary=503" },
    { add: addFaultVerb, example: "fault primary 503 --for 30s --share 30%" },
    { add: addMendVerb, example: "mend primary" },
    { add: addCloudVerb, example: "cloud --once" },
    { add: addDrillVerb, example: "drill primary-black-holed" },
    { add: addCostVerb, example: "cost --page-views 250000" },
    { add: addSlaVerb, example: "sla --objective 99.9 --revenue-per-hour 250" },
    { add: addTrafficVerb, example: "traffic logs --out traffic.json" },
    { add: addSynthVerb, example: "synth --json" },
    { add: addAuditVerb, example: "audit infra --fail-on medium" },
    { add: addExplainVerb, example: "explain --markdown" },
    { add: addRunVerb, example: "run main.ts" },
    { add: addCspVerb, example: "csp dist --browser" },
    { add: addDoctorVerb, example: "doctor" },
  ],
  "In an outage:": [
    { add: addStatusVerb, example: "status --site www.example.com --watch" },
    { add: addEvacuateVerb, example: 'evacuate --reason "S3 is down in eu-central-1"' },
    { add: addReturnVerb, example: 'return --reason "S3 is well again"' },
    { add: addSentinelVerb, example: 'sentinel off --reason "a game day"' },
    { add: addPromoteVerb, example: "promote --dry-run" },
    { add: addMirrorVerb, example: "mirror --out mirror.tar" },
    { add: addContactSheetVerb, example: "contact-sheet > contact-sheet.json" },
  ],
  "Content:": [
    { add: addReleaseVerb, example: "release dist --dry-run" },
    { add: addRollbackVerb, example: "rollback" },
    { add: addReleasesVerb, example: "releases --json" },
    { add: addReconcileVerb, example: "reconcile --to replica" },
    { add: addInvalidateVerb, example: "invalidate '/blog/*' --wait" },
    { add: addVerifyVerb, example: "verify https://www.example.com --folder dist" },
  ],
  "Infrastructure:": [
    { add: addDeployVerb, example: "deploy --wait-delegation 1h" },
    { add: addDestroyVerb, example: "destroy docs --delete-content" },
    { add: addBootstrapVerb, example: "bootstrap" },
    { add: addPlanVerb, example: "plan --out plan" },
    { add: addReviewVerb, example: "review plan/docs.plan.json --fail-on medium" },
    { add: addApplyVerb, example: "apply --plan plan" },
    { add: addDriftVerb, example: "drift" },
    { add: addLockVerb, example: "lock --upgrade" },
  ],
  "For workflows and shells:": [
    { add: addFetchPlanVerb, example: "fetch-plan --out plan" },
    { add: addCommentVerb, example: "comment plan/review.md --marker plan" },
    { add: addCompletionVerb, example: "completion bash >> ~/.bashrc" },
  ],
};
