/**
 * Shows a person at a terminal how far it is, in a line that the next one takes the place of; nobody else.
 *
 * @returns what shows a line, and takes away the last one where it is given none
 */
export function passingLine(json: boolean, output = process.stderr): (line?: string) => void {
  const shows = output.isTTY && !json;
  return (line = "") => {
    if (shows) output.write(`\r\u001b[K${line}`);
  };
}
