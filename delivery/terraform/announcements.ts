import type { PlanJson } from "../../terraform/plan/plan-json";

/** Seconds that the provider takes for one key: it describes the store, and puts, one key after another. */
const secondsPerKey = 0.5;

/** Below this, in seconds, nobody asks whether it hangs. */
const worthSaying = 30;

/** What whoever applies a plan should know of it beforehand, and no change of it says: what takes long, what AWS sends. */
export function announcements({ resource_changes: changes }: PlanJson): string[] {
  const writes = (type: string) =>
    changes
      .filter((one) => one.type === type)
      .flatMap(({ change }) => change.actions.filter((action) => action !== "no-op" && action !== "read"));
  const keys = writes("aws_cloudfrontkeyvaluestore_key").length;
  const seconds = keys * secondsPerKey;
  const mails = writes("aws_sns_topic_subscription").filter((action) => action === "create").length;
  return [
    ...(seconds < worthSaying
      ? []
      : [`${keys} keys of redirects are written one after another: about ${Math.ceil(seconds / 60)} min`]),
    ...(mails === 0
      ? []
      : [`AWS will send ${mails} e-mails, one a region that has alarms: each has to be confirmed`]),
  ];
}
