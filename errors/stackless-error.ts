/**
 * An error by which somebody is answered who asked, thousands of times, and no fault of this program: it does not note the
 * calls that led to it, which takes longer than the rest of the answer.
 */
export class StacklessError extends Error {
  constructor(message: string) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
  }
}
