/** Most characters of a comment or an issue (GitHub's REST API, Create an issue comment). */
export const longestBody = 65_536;

/** The hidden first line by which a text of ours is found again. */
export function markerOf(name: string): string {
  return `<!-- outlast:${name} -->`;
}

/** Whether a body begins with the marker; GitHub may give lines back with carriage returns. */
export function isMarked(body: string | null | undefined, name: string): boolean {
  return body?.split(/\r?\n/, 1)[0] === markerOf(name);
}

/**
 * Texts one below the other under their marker, within GitHub's limit. One that is longer than its share ends after a whole
 * line, says how many lines are left out, and where the whole of it is; what a short one leaves of its share is the others'.
 */
export function markedBody(
  name: string,
  texts: readonly string[],
  whole?: string,
  limit = longestBody,
): string {
  const parts = texts.map((text) => text.trimEnd()).filter((text) => text !== "");
  let room = limit - markerOf(name).length;
  const shortestFirst = [...parts.keys()].sort((a, b) => (parts[a] ?? "").length - (parts[b] ?? "").length);
  for (const [done, at] of shortestFirst.entries()) {
    parts[at] = cut(parts[at] ?? "", whole, Math.floor(room / (parts.length - done)) - 2);
    room -= parts[at].length + 2;
  }
  return `${markerOf(name)}\n${parts.join("\n\n")}\n`;
}

function cut(text: string, whole: string | undefined, limit: number): string {
  if (text.length <= limit) return text;
  const lines = text.split("\n");
  const note = (left: number) =>
    `\n\n**Cut here: ${left} more lines do not fit.** ${whole ? `The whole text is in ${whole}.` : "The whole text is in the log of the job."}`;
  const room = limit - note(lines.length).length;
  let length = 0;
  const kept = lines.findIndex((line) => {
    length += line.length + 1;
    return length > room;
  });
  return lines.slice(0, kept).join("\n") + note(lines.length - kept);
}
