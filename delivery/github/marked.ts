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
 * A text under its marker, within GitHub's limit. A text that is too long ends after a whole line, says how many lines
 * are left out, and where the whole of it is.
 */
export function markedBody(name: string, text: string, whole?: string, limit = longestBody): string {
  const body = `${markerOf(name)}\n${text.trimEnd()}\n`;
  if (body.length <= limit) return body;
  const lines = body.trimEnd().split("\n");
  const note = (left: number) =>
    `\n\n**Cut here: ${left} more lines do not fit.** ${whole ? `The whole text is in ${whole}.` : "The whole text is in the log of the job."}\n`;
  const room = limit - note(lines.length).length;
  let length = 0;
  const kept = lines.findIndex((line) => {
    length += line.length + 1;
    return length > room;
  });
  return lines.slice(0, kept).join("\n") + note(lines.length - kept);
}
