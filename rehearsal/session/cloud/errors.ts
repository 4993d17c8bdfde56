import { exitCodes } from "../../../errors/exit-codes";
import { errorsOf, type Rules } from "../../../errors/rules";

/** What the local cloud asks of its options, and of the site that it deploys. */
export const cloudRules = {
  CLOUD_ORIGIN: {
    rule: "--origin names an origin that is not S3's, and a URL or a folder of this machine that stands for it.",
    mend: "Write it as id=http://localhost:3000 or id=./folder.",
  },
  CLOUD_KEEP: {
    rule: "One run at a time uses a --keep folder, and gives it back when it ends. Of a run that was killed, moto's part of the folder and the endpoint's may not agree; and a snapshot is read by the version that wrote it.",
    mend: "Wait for the run that has it. Otherwise remove the folder; the next start deploys anew.",
  },
  CLOUD_PORT_IN_USE: {
    rule: "The endpoint, the edge and the control API each need a port that nobody listens on, and that this user may have.",
    mend: "Give another --port, --edge-port or --control-port; 0 is a free one",
  },
  CLOUD_RELEASE: {
    rule: "The local cloud is ready once the content is released.",
    mend: "See above",
    exit: exitCodes.checkFailed,
  },
  CLOUD_VERIFY: {
    rule: "The local cloud is ready once every page answers as it was released.",
    mend: "See the table above",
    exit: exitCodes.checkFailed,
  },
} satisfies Rules;

export const cloudError = errorsOf(cloudRules);
