/** What a session tells: lines for a person, or one JSON object a line on standard output. */
export class Reporter {
  constructor(readonly json: boolean) {}

  /** `text` is shown to a person, the record to a machine. */
  tell(record: { readonly event: string; readonly [key: string]: unknown }, text: string): void {
    console.log(this.json ? JSON.stringify(record) : printable(text));
  }

  /** As `tell`, for what went wrong: a person's is on standard error. */
  warn(
    record: { readonly event: string; readonly message: string; readonly what?: string },
    text: string,
  ): void {
    if (this.json) console.log(JSON.stringify(record));
    else console.error(printable(text));
  }
}

/** Visitors and functions choose some of the text: what would move a terminal's cursor is shown, not done. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to show
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
