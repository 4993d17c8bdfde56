/** What every verb ends with. */
export const exitCodes = {
  done: 0,
  /** A check or an objective failed. */
  checkFailed: 1,
  /** The user's input or config is wrong. */
  wrongInput: 2,
  /** A tool or a service failed. */
  toolFailed: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The one of several that says what to look at: a failed service before a check that said no, that before input, that before what is done. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  if (codes.includes(exitCodes.toolFailed)) return exitCodes.toolFailed;
  if (codes.includes(exitCodes.checkFailed)) return exitCodes.checkFailed;
  return codes.includes(exitCodes.wrongInput) ? exitCodes.wrongInput : exitCodes.done;
}
