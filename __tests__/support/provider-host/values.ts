/** What is not known before it is made: an extension of MessagePack's, in Terraform's use of it. */
const unknown = Symbol("unknown");

/** Whether the provider has read what was planned: all of it, but for what could not be known then. Both as MessagePack. */
export function conforms(planned: Buffer, read: Buffer): boolean {
  return isAsPlanned(decoded(planned), decoded(read));
}

/** The text that an object has as that attribute. */
export function textOf(object: Buffer, attribute: string): string | undefined {
  const value = (decoded(object) as Record<string, unknown> | null)?.[attribute];
  return typeof value === "string" ? value : undefined;
}

function isAsPlanned(planned: unknown, read: unknown): boolean {
  if (planned === unknown) return true;
  if (typeof planned !== "object" || planned === null) return planned === read;
  if (typeof read !== "object" || read === null || Array.isArray(planned) !== Array.isArray(read))
    return false;
  const [one, other] = [Object.entries(planned), read as Record<string, unknown>];
  return (
    one.length === Object.keys(other).length && one.every(([key, value]) => isAsPlanned(value, other[key]))
  );
}

function decoded(bytes: Buffer): unknown {
  let at = 0;
  const byte = () => bytes.readUInt8(at++);
  const number = (length: number) => {
    at += length;
    return bytes.readUIntBE(at - length, length);
  };
  const take = (length: number) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const text = (length: number) => take(length).toString();
  const list = (length: number): unknown[] => Array.from({ length }, next);
  const map = (length: number): object => {
    const entries = Array.from({ length }, () => [String(next()), next()] as const);
    return Object.fromEntries(entries);
  };
  const extension = (length: number) => {
    take(length + 1);
    return unknown;
  };
  const next = (): unknown => {
    const type = byte();
    if (type < 0x80) return type;
    if (type < 0x90) return map(type & 15);
    if (type < 0xa0) return list(type & 15);
    if (type < 0xc0) return text(type & 31);
    if (type === 0xc0) return null;
    if (type === 0xc2 || type === 0xc3) return type === 0xc3;
    if (type >= 0xc7 && type <= 0xc9) return extension(number(2 ** (type - 0xc7)));
    // Numbers that are no small ones are compared as they are written.
    if (type >= 0xca && type <= 0xcb) return take(type === 0xca ? 4 : 8).toString("hex");
    if (type >= 0xcc && type <= 0xd3) return take(2 ** ((type - 0xcc) % 4)).toString("hex");
    if (type >= 0xd4 && type <= 0xd8) return extension(2 ** (type - 0xd4));
    if (type >= 0xd9 && type <= 0xdb) return text(number(2 ** (type - 0xd9)));
    if (type === 0xdc || type === 0xdd) return list(number(type === 0xdc ? 2 : 4));
    if (type === 0xde || type === 0xdf) return map(number(type === 0xde ? 2 : 4));
    if (type >= 0xe0) return type - 256;
    throw new Error(`a provider's value has a byte of the type ${type}`);
  };
  return next();
}
