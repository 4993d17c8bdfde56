import { strToU8, zipSync } from "fflate";

/** A Python package of a few modules. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** Extras that may be asked for, `name[extra]`; they need nothing. */
  readonly extras?: readonly string[];
  /** Sources, by path. */
  readonly modules: Readonly<Record<string, string>>;
  /** Commands that are installed, with what they call, "package.module:function". */
  readonly commands: Readonly<Record<string, string>>;
}

/** Name of a package's wheel, for any Python 3 and any machine. */
export function wheelName({ name, version }: Package): string {
  return `${name}-${version}-py3-none-any.whl`;
}

/** A wheel (PEP 427): what is unpacked, and what is known of it. The same bytes each time, since pip may know their hash. */
export function wheelOf({ name, version, extras = [], modules, commands }: Package): Uint8Array {
  const info = `${name}-${version}.dist-info`;
  const provided = extras.map((extra) => `Provides-Extra: ${extra}\n`).join("");
  const scripts = Object.entries(commands).map(([command, calls]) => `${command} = ${calls}\n`);
  const known = {
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${provided}`,
    [`${info}/WHEEL`]: "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    [`${info}/entry_points.txt`]: `[console_scripts]\n${scripts.join("")}`,
  };
  const files = { ...modules, ...known };
  const record = [...Object.keys(files), `${info}/RECORD`].map((path) => `${path},,\n`).join("");
  const all = Object.entries({ ...files, [`${info}/RECORD`]: record });
  return zipSync(Object.fromEntries(all.map(([path, text]) => [path, strToU8(text)])), {
    mtime: "1980-01-01",
  });
}
