import type { StatusCheck } from "./check";

/** What to do next. */
export interface Advice {
  /** The one command to run; absent where waiting is all. */
  readonly command?: string;
  /** Why, in a line. */
  readonly because: string;
}

/** What a person who reads the checks should do first; undefined where all is well. */
export function adviceOn(site: string, checks: readonly StatusCheck[]): Advice | undefined {
  const wrong = new Map(checks.filter(({ ok }) => !ok).map(({ name, state }) => [name, state]));
  if (wrong.size === 0) return undefined;
  const run = (verb: string, because: string) => ({ command: `npx outlast ${verb} --site ${site}`, because });
  const evacuated = checks.some(({ name, state }) => name === "switch" && state === "evacuated");
  const primaryFails = wrong.has("origin-primary");
  const replicaFails = wrong.has("origin-replica");

  if (primaryFails && replicaFails)
    return {
      because:
        "neither region answers: what edges have cached is all that visitors get; docs/runbooks/incident.md",
    };
  if (primaryFails && !evacuated)
    return run(
      'evacuate --reason "..."',
      "the primary fails, and every miss waits for it before it goes to the replica",
    );
  if (primaryFails) return { because: "visitors are served by the replica: wait until the primary is back" };
  if (replicaFails && evacuated)
    return run('return --reason "..."', "the replica fails, and it is asked first");
  if (wrong.has("release-complete")) return run("release", "the last release did not get to its end");
  if (wrong.get("release") === "no-release") return run("release", "nothing has been released yet");
  if (wrong.has("release")) return run("reconcile", "the regions hold different releases");
  if (evacuated) return run('return --reason "..."', "both regions answer and hold the same release");
  if (replicaFails) return { because: "visitors are served by the primary, and nothing stands behind it" };
  if ([...wrong.keys()].some((name) => name.startsWith("function-")))
    return run("deploy", "a function is not the one that was deployed");
  if (wrong.has("replication")) return run("reconcile", "copies have failed or are late");
  if (wrong.get("alarms") === "missing") return run("deploy", "alarms are missing");
  return { because: `look at what is WRONG above: ${[...wrong.keys()].join(", ")}` };
}

/** In a line, for a person. */
export function renderAdvice({ because, command }: Advice): string {
  return command === undefined ? `Next: ${because}` : `Next: ${command}\n      ${because}`;
}
