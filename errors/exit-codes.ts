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
