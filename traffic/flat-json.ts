import { fieldNamed, isRequest, longestName, rowFields } from "./columns";

const [space, quote, comma, minus, colon, backslash, closing] = [32, 34, 44, 45, 58, 92, 125];
/** A line with more names, or longer ones, is read as any JSON. */
const mostNames = 128;
/** Digits of a number that a text of it says in the same way. */
const mostDigits = 15;

/**
 * Finds values in a line of JSON as CloudFront writes it, without an object or a text for any: one level, names and values in
 * ASCII without an escape. All other JSON is not read here.
 */
export class FlatJson {
  /**
   * The column of each field in the line that was read last, or -1: values lie apart, so that each has two columns, what is
   * between it and the one before, and its own.
   */
  readonly columns = new Int32Array(rowFields.size);
  /** Names that came at this place in the line before, and their fields: they come in the same order in each. */
  readonly #names: Buffer[] = [];
  readonly #fields: number[] = [];
  /** Where what was read last ends. */
  #at = 0;

  /** Whether the line is such JSON, whose values are then found by {@link columns} in `ends`. */
  read(buffer: Buffer, start: number, end: number, ends: Int32Array): boolean {
    this.columns.fill(-1);
    this.#at = start + 1;
    for (let place = 0; place < mostNames; place++) {
      const which = this.#name(buffer, end, place);
      if (which === undefined) return false;
      const isText = this.#is(buffer, quote);
      const from = this.#at;
      const to = isText ? textEnd(buffer, from, end) : numberEnd(buffer, from, end);
      if (to < 0) return false;
      if (which >= 0) {
        this.columns[which] = 2 * which;
        ends[2 * which] = from - 1;
        ends[2 * which + 1] = to;
      }
      this.#at = isText ? to + 1 : to;
      if (this.#is(buffer, comma)) continue;
      return this.#is(buffer, closing) && isBlank(buffer, this.#at, end);
    }
    return false;
  }

  /** Whether the line that was read last has what a request has. */
  get isRequest(): boolean {
    return isRequest(this.columns);
  }

  /** The field of the name that is next, or -1; undefined where there is no name. */
  #name(buffer: Buffer, end: number, place: number): number | undefined {
    if (!this.#is(buffer, quote)) return undefined;
    const from = this.#at;
    const known = this.#names[place];
    if (known === undefined || !follows(buffer, from, known) || buffer[from + known.length] !== quote) {
      const to = textEnd(buffer, from, end);
      if (to < 0 || to - from > longestName) return undefined;
      this.#names[place] = Buffer.from(buffer.subarray(from, to));
      this.#fields[place] = fieldNamed(buffer.toString("latin1", from, to));
    }
    this.#at = from + (this.#names[place] as Buffer).length + 1;
    return this.#is(buffer, colon) ? this.#fields[place] : undefined;
  }

  /** Goes past this byte, and what is blank on both of its sides, if it is next. */
  #is(buffer: Buffer, byte: number): boolean {
    while (buffer[this.#at] === space) this.#at++;
    if (buffer[this.#at] !== byte) return false;
    this.#at++;
    if (byte !== quote) while (buffer[this.#at] === space) this.#at++;
    return true;
  }
}

/** Where a text's closing quote is; -1 where there is none, or something that is not simply itself. */
function textEnd(buffer: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = buffer[at] as number;
    if (byte === quote) return at;
    if (byte < space || byte > 126 || byte === backslash) return -1;
  }
  return -1;
}

/** Where a whole number ends; -1 where there is another value. */
function numberEnd(buffer: Buffer, from: number, end: number): number {
  const first = buffer[from] === minus ? from + 1 : from;
  let at = first;
  while (at < end && isDigit(buffer[at] as number)) at++;
  const digits = at - first;
  // "-0" is 0, and a number has no zero before it.
  const isPlain = digits === 1 ? first === from || buffer[first] !== 48 : buffer[first] !== 48;
  return digits > 0 && digits <= mostDigits && isPlain ? at : -1;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

function isBlank(buffer: Buffer, from: number, end: number): boolean {
  let at = from;
  while (at < end && buffer[at] === space) at++;
  return at === end;
}

function follows(buffer: Buffer, from: number, known: Buffer): boolean {
  for (let at = 0; at < known.length; at++) if (buffer[from + at] !== known[at]) return false;
  return true;
}
