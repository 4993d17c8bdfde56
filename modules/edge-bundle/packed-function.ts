import { strToU8, zipSync } from "fflate";

/** Most sites of a project have the same code. */
const packed = new Map<string, Uint8Array>();

/** ZIP stores a local time without its zone: one that reads the same on every machine, and one mode for all. */
export function packedFunction(code: string): Uint8Array {
  const known = packed.get(code);
  if (known) return known;
  const unix = 3;
  const readable = (0o100644 << 16) >>> 0;
  const zip = zipSync(
    { "index.js": strToU8(code) },
    { attrs: readable, level: 9, mtime: new Date(1980, 0, 1, 12), os: unix },
  );
  packed.set(code, zip);
  return zip;
}
