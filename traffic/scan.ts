import { FieldList, type LogField, rowFields, rowOf } from "./columns";
import { FlatJson } from "./flat-json";
import { viewOf } from "./intern";

/** Why a line was left out. */
export const leftOut = ["no-fields", "cut-off", "no-request", "another-log"] as const;
export type LeftOut = (typeof leftOut)[number];

const [tab, newline, carriageReturn, hash, brace] = [9, 10, 13, 35, 123];
/** No line of a log is longer: CloudFront takes no longer request. */
const longestLine = 1_000_000;
/** No log has more; what comes after is not looked at. */
const mostColumns = 256;

/** The request of one line, in the bytes that were read: it is another one as soon as the next line is. */
export class LogLine {
  /** Where columns end, after what ends before the first one; the last is how many there are. */
  readonly ends = new Int32Array(mostColumns + 2);
  buffer: Buffer = Buffer.alloc(0);
  /** Of the same bytes. */
  view = viewOf(this.buffer);
  columns = rowFields.columns;

  /** Where a field begins; the same as its end where the log has no such field. */
  start(which: LogField): number {
    const column = this.columns[which] as number;
    return column < 0 ? 0 : (this.ends[column] as number) + 1;
  }

  end(which: LogField): number {
    const column = this.columns[which] as number;
    return column < 0 ? 0 : (this.ends[column + 1] as number);
  }

  /** The value; "-" where there is none. */
  text(which: LogField): string {
    return this.buffer.toString("utf8", this.start(which), this.end(which)) || "-";
  }

  /** Whether it is this ASCII text. */
  is(which: LogField, value: string): boolean {
    const start = this.start(which);
    if (this.end(which) - start !== value.length) return false;
    for (let at = 0; at < value.length; at++)
      if (this.buffer[start + at] !== value.charCodeAt(at)) return false;
    return true;
  }
}

/** What a line is taken by: a reason leaves it out. */
export type TakeLine = (line: LogLine) => LeftOut | undefined;

/**
 * Finds lines and their columns in the bytes of one file, without an object for any: a list of fields may change in the
 * middle. Lines of JSON are read as those of the list that has all fields.
 */
export class LineScanner {
  readonly leftOut: Partial<Record<LeftOut, number>> = {};
  /** Lists of fields after the first that are another than the one before. */
  changes = 0;
  readonly #line = new LogLine();
  readonly #take: TakeLine;
  readonly #flat = new FlatJson();
  #fields: FieldList | undefined;
  #list = "";
  #rest: Buffer[] = [];
  #restLength = 0;

  constructor(take: TakeLine) {
    this.#take = take;
  }

  push(chunk: Buffer): void {
    const first = this.#restLength === 0 ? -1 : chunk.indexOf(newline);
    if (this.#restLength > 0 && first < 0) {
      this.#keep(chunk);
      return;
    }
    if (this.#restLength > 0) this.#scan(Buffer.concat([...this.#rest, chunk.subarray(0, first + 1)]), 0);
    this.#rest = [];
    this.#restLength = 0;
    this.#scan(chunk, first + 1);
  }

  /** The file's end is a line's. */
  end(): void {
    if (this.#restLength > 0) this.push(Buffer.from("\n"));
  }

  /** A row that has no line. */
  row(values: Readonly<Record<string, unknown>>): void {
    this.#count(this.#row(values));
  }

  #row(values: Readonly<Record<string, unknown>>): LeftOut | undefined {
    const text = rowOf(values);
    if (text === undefined) return "another-log";
    const { ends } = this.#line;
    const buffer = Buffer.from(text);
    ends[0] = -1;
    for (let column = 0; column < rowFields.size; column++) {
      const at = buffer.indexOf(tab, (ends[column] as number) + 1);
      ends[column + 1] = at < 0 ? buffer.length : at;
    }
    return this.#taken(buffer, viewOf(buffer), rowFields.columns);
  }

  #keep(chunk: Buffer): void {
    this.#restLength += chunk.length;
    // The line that is too long is left out where it ends, as one that is cut off.
    this.#rest = this.#restLength > longestLine ? [Buffer.from("cut\t")] : [...this.#rest, chunk];
  }

  #scan(buffer: Buffer, from: number): void {
    const { ends } = this.#line;
    const { length } = buffer;
    const view = viewOf(buffer);
    let start = from;
    for (let at = columnsOf(view, length, start, ends); at >= 0; at = columnsOf(view, length, start, ends)) {
      const end = buffer[at - 1] === carriageReturn && at > start ? at - 1 : at;
      const columns = ends[mostColumns + 1] as number;
      ends[columns] = end;
      if (end > start) this.#count(this.#read(buffer, view, start, end, columns));
      start = at + 1;
    }
    if (start < buffer.length) this.#keep(buffer.subarray(start));
  }

  #read(buffer: Buffer, view: DataView, start: number, end: number, columns: number): LeftOut | undefined {
    const first = buffer[start];
    if (first === hash) return this.#comment(buffer.toString("utf8", start, end));
    if (first === brace) return this.#json(buffer, view, start, end);
    const fields = this.#fields;
    if (fields === undefined) return "no-fields";
    if (!fields.isOfRequests) return "another-log";
    if (columns < fields.size) return "cut-off";
    return this.#taken(buffer, view, fields.columns);
  }

  #taken(buffer: Buffer, view: DataView, columns: Int32Array): LeftOut | undefined {
    this.#line.buffer = buffer;
    this.#line.view = view;
    this.#line.columns = columns;
    return this.#take(this.#line);
  }

  #comment(text: string): undefined {
    const [, list] = /^#Fields:\s*(.*)$/.exec(text) ?? [];
    if (list === undefined || list === this.#list) return;
    if (this.#fields !== undefined) this.changes++;
    this.#list = list;
    this.#fields = new FieldList(list.trim().split(/\s+/));
  }

  #json(buffer: Buffer, view: DataView, start: number, end: number): LeftOut | undefined {
    if (this.#flat.read(buffer, start, end, this.#line.ends))
      return this.#flat.isRequest ? this.#taken(buffer, view, this.#flat.columns) : "another-log";
    let values: Record<string, unknown>;
    try {
      values = JSON.parse(buffer.toString("utf8", start, end));
    } catch {
      return "cut-off";
    }
    return this.#row(values);
  }

  #count(reason: LeftOut | undefined): void {
    if (reason !== undefined) this.leftOut[reason] = (this.leftOut[reason] ?? 0) + 1;
  }
}

/**
 * Finds where the columns of one line end; gives where the line does, or -1 where the bytes end before it. Four bytes at a
 * time: most have no tab and no end of a line among them.
 */
function columnsOf(view: DataView, length: number, start: number, ends: Int32Array): number {
  let columns = 0;
  ends[0] = start - 1;
  for (let at = start; at < length; at += 4) {
    const four = at + 4 <= length ? view.getInt32(at, true) : lastOf(view, at);
    // The sign of each byte below 16, and of some above such a one: https://graphics.stanford.edu/~seander/bithacks.html#HasLessInWord
    for (let low = (four - 0x10101010) & ~four & 0x80808080; low !== 0; low &= low - 1) {
      const bit = 31 - Math.clz32(low & -low);
      const byte = (four >>> (bit - 7)) & 0xff;
      if (byte === tab) {
        if (columns < mostColumns - 1) ends[++columns] = at + (bit >>> 3);
      } else if (byte === newline) {
        ends[mostColumns + 1] = columns + 1;
        return at + (bit >>> 3);
      }
    }
  }
  return -1;
}

/** The last one to three bytes, filled up with what is neither a tab nor an end. */
function lastOf(view: DataView, at: number): number {
  let four = 0;
  for (let one = view.byteLength - 1; one >= at; one--) four = (four << 8) | view.getUint8(one);
  return four;
}
