/** What a session tells: lines for a person, or one JSON object a line on standard output. */
export class Reporter {
  constructor(readonly json: boolean) {}

  /** `text` is shown to a person, the record to a machine. */
  tell(record: { readonly event: string; readonly [key: string]: unknown }, text: string): void {
    console.log(this.json ? JSON.stringify(record) : text);
  }

  /** As `tell`, for what went wrong: a person's is on standard error. */
  warn(
    record: { readonly event: string; readonly message: string; readonly what?: string },
    text: string,
  ): void {
    if (this.json) console.log(JSON.stringify(record));
    else console.error(text);
  }
}
