/** What a visitor of a page that no edge has kept got. */
export interface Got {
  /** Of the behaviour; "*" is the default one. */
  readonly pattern: string;
  readonly status: number;
  readonly seconds: number;
}

/** A finding's drill at the site that it was found in. */
export interface Proof {
  /** "primary=503", as `npm start` takes it. */
  readonly fault: string;
  readonly got: readonly Got[];
  /** The same with the mend. */
  readonly mended: readonly Got[];
}

/** What was got, and what would be, in a line. */
export function proofText({ fault, got, mended }: Proof): string {
  return `${fault}: ${gotText(got)}; with the mend ${gotText(mended)}`;
}

/** "503 for every page of /blog/*": those with the same answer together. */
function gotText(got: readonly Got[]): string {
  const byAnswer = new Map<string, string[]>();
  for (const { pattern, seconds, status } of got) {
    const answer = `${status}${seconds >= 1 ? ` after ${seconds} s` : ""}`;
    byAnswer.set(answer, [...(byAnswer.get(answer) ?? []), pattern]);
  }
  return [...byAnswer].map(([answer, patterns]) => `${answer} for ${patterns.join(", ")}`).join("; ");
}
