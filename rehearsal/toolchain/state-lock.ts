import { ToolError } from "./errors";

/**
 * A state that another run has locked, or had when it was killed: who, since when, and the command that clears the
 * lock. Undefined for any other failure.
 */
export function stateLocked(said: string, folder: string): ToolError | undefined {
  if (!/Error acquiring the state lock/.test(said)) return undefined;
  const field = (name: string) => new RegExp(`\\b${name}:\\s+(.+)`).exec(said)?.[1]?.trim();
  const id = field("ID");
  return new ToolError(
    "state-locked",
    `the state is locked by ${field("Who") ?? "somebody"} (${field("Operation") ?? "a run"}, since ${field("Created") ?? "an unknown time"})`,
    `Wait for that run. Only if it is known to be dead: terraform -chdir=${folder} force-unlock -force ${id ?? "<ID>"}`,
  );
}
