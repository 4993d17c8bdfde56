/** `name = value`, whose value may have several lines. */
export interface Assignment {
  readonly name: string;
  readonly lines: readonly string[];
}

/** Assignments as `terraform fmt` leaves them: the signs of those that are whole lines, one after the other, in one column. */
export function alignedText(assignments: readonly Assignment[]): string[] {
  const out: string[] = [];
  for (let at = 0; at < assignments.length; ) {
    const { name, lines } = assignments[at] as Assignment;
    const end = assignments.findIndex((one, i) => i >= at && one.lines.length > 1);
    const run = assignments.slice(at, end < 0 ? assignments.length : end);
    const width = Math.max(...run.map((one) => one.name.length));
    out.push(...run.map((one) => `${one.name.padEnd(width)} = ${one.lines[0]}`));
    if (run.length === 0) out.push(`${name} = ${lines[0]}`, ...lines.slice(1));
    at += Math.max(run.length, 1);
  }
  return out;
}
