import { field } from "./columns";
import type { LogLine, TakeLine } from "./scan";
import type { RequestTally } from "./tally";

/** What counts a file's lines, by the name that CloudFront gave it. @param distribution one alone, by its name or id */
export function takerOf(tally: RequestTally, distribution: string | undefined): (name: string) => TakeLine {
  return (name) => {
    tally.begin();
    if (distribution === undefined) return (line) => tally.add(line);
    return (line) => (isOf(line, name, distribution) ? tally.add(line) : undefined);
  };
}

/** Logs of version 1 have their distribution's id in front of the file's name. */
export function isOf(line: LogLine, file: string, distribution: string): boolean {
  return (
    line.is(field.host, distribution) ||
    line.is(field.distribution, distribution) ||
    file.startsWith(`${distribution}.`)
  );
}
