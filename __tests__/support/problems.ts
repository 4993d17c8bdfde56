import { OutlastError } from "../../errors/outlast-error";

/** What somebody is told who did this, a line for each: code and value. */
export function problemsOf(work: () => unknown): string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof OutlastError)) throw error;
    return error.problems.map(({ code, value }) => `${code} ${value}`);
  }
}
