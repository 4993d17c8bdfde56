/** What can go wrong with the programs that this project runs but does not bring along. */
export type ToolErrorCode =
  | "terraform-missing"
  | "terraform-too-old"
  | "provider-unreachable"
  | "terraform-failed"
  | "terraform-killed"
  | "state-locked"
  | "resource-protected"
  | "moto-missing"
  | "moto-not-ready"
  | "tool-aborted";

/** A tool that is not there, or that failed: which one, what happened, and how to mend it. */
export class ToolError extends Error {
  /** What the command line exits with: a tool or a service failed. */
  readonly exitCode = 3;

  /**
   * @param code stable name of the error
   * @param what what happened, with the value that was found
   * @param mend what the user can do about it
   */
  constructor(
    readonly code: ToolErrorCode,
    readonly what: string,
    readonly mend: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${what}\n  ${mend}`, options);
    this.name = "ToolError";
  }
}
