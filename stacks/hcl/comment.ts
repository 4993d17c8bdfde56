import { noteOf } from "./notes";

const width = 100;

/** The lines above a resource: where it comes from, what it is for, and the gotcha that it prevents. */
export function commentOf(type: string, path: string, more: readonly string[] = []): string[] {
  const note = noteOf(type, path);
  return [path, ...wrapped(note?.purpose), ...wrapped(note?.gotcha && `Gotcha: ${note.gotcha}`), ...more];
}

function wrapped(text: string | undefined): string[] {
  if (text === undefined) return [];
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
