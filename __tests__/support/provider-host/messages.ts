/** A field of a message in protocol buffers. */
export interface Field {
  readonly number: number;
  readonly value: Buffer;
  /** With the tag and the length before it. */
  readonly whole: Buffer;
}

/** Fields of a message all of whose fields are messages, texts or bytes. */
export function fieldsOf(message: Buffer): Field[] {
  const found: Field[] = [];
  for (let at = 0; at < message.length; ) {
    const [tag, lengthAt] = varint(message, at);
    const [length, valueAt] = varint(message, lengthAt);
    if ((tag & 7) !== 2) throw new Error(`field ${tag >> 3} of the provider's message is none itself`);
    const end = valueAt + length;
    found.push({
      number: tag >> 3,
      value: message.subarray(valueAt, end),
      whole: message.subarray(at, end),
    });
    at = end;
  }
  return found;
}

/** Value of the first field of that number. */
export function fieldOf(message: Buffer, number: number): Buffer | undefined {
  return fieldsOf(message).find((field) => field.number === number)?.value;
}

/** A message of fields by number; those that are undefined are left out. */
export function messageOf(fields: Readonly<Record<number, Buffer | string | undefined>>): Buffer {
  return Buffer.concat(
    Object.entries(fields).flatMap(([number, value]) => {
      if (value === undefined) return [];
      const bytes = Buffer.from(value);
      return [asVarint((Number(number) << 3) | 2), asVarint(bytes.length), bytes];
    }),
  );
}

/** A message as gRPC frames it: not compressed, of that length. */
export function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The one message that gRPC has framed. */
export function unframed(frame: Buffer): Buffer {
  return frame.subarray(5);
}

/** A number of seven bits a byte, lowest first, and where it ends. */
function varint(bytes: Buffer, from: number): [value: number, end: number] {
  let value = 0;
  for (let at = from, shift = 0; ; at++, shift += 7) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at + 1];
  }
}

function asVarint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
