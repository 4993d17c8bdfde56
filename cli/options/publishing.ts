import { type Command, Option } from "commander";
import type { Side } from "../../facts/site/switch";
import { CheckedNumbers, type Located, located } from "../options/arguments";

/** The options that release and rollback share, as they are typed. */
export interface PublishingOptions extends Located {
  readonly json: boolean;
  readonly to: Side;
  /** False with `--no-wait`. */
  readonly wait: boolean;
  /** Seconds. */
  readonly replicaTimeout: number;
  readonly waitInvalidation: boolean;
  /** Days. */
  readonly retention: number;
  /** Percent. */
  readonly removeAtMost: number;
  readonly yes: boolean;
  readonly breakLock: boolean;
}

/** Options of whatever makes another site live. */
export function publishing(command: Command): Command {
  const checked = new CheckedNumbers(command);
  return located(command)
    .option("--json", "print for a machine", false)
    .addOption(to("the bucket that is written to; the replica only while the primary is down"))
    .option("--no-wait", "do not wait for the replica, in an emergency")
    .addOption(
      checked.positive("--replica-timeout <seconds>", "how long each wait for the replica may take", 900),
    )
    .option("--wait-invalidation", "wait until every edge has dropped what is invalidated", false)
    .addOption(checked.positive("--retention <days>", "how long files that are gone stay", 7))
    .addOption(
      checked.percent("--remove-at-most <percent>", "largest share of unhashed names that may leave", 30),
    )
    .option("--yes", "release even if more would leave", false)
    .option("--break-lock", "take over the lock of a release that is known to be dead", false);
}

/** Which of the buckets. */
export function to(description: string): Option {
  return new Option("--to <bucket>", description).choices(["primary", "replica"]).default("primary");
}
