/**
 * Leaves the built-in objects what ES 5.1 and the guide's list have of them: a function that uses more works nowhere but
 * here. Compiled in the context from its own source text, so it refers to nothing outside itself. CloudFront guide,
 * "JavaScript runtime 2.0 features" and "JavaScript runtime 1.0 features".
 */
export function listedBuiltIns(is20: boolean): void {
  /** As `of`, with what only runtime 2.0 has. */
  const both = (of: string, only20: string) => (is20 ? `${of} ${only20}` : of);
  const arrays = Object.getPrototypeOf(Uint8Array) as { readonly prototype: object };
  const numbers = "Float32 Float64 Int16 Int32 Int8 Uint16 Uint32 Uint8";
  const listed: [object: object, names: string][] = [
    [
      Object,
      "assign create defineProperties defineProperty entries freeze getOwnPropertyDescriptor getOwnPropertyDescriptors " +
        "getOwnPropertyNames getPrototypeOf is isExtensible isFrozen isSealed keys preventExtensions seal " +
        "setPrototypeOf values",
    ],
    [Array, "isArray of"],
    [
      Array.prototype,
      "concat copyWithin every fill filter find findIndex forEach includes indexOf join lastIndexOf map pop push reduce " +
        "reduceRight reverse shift slice some sort splice toLocaleString toString unshift",
    ],
    [String, "fromCharCode fromCodePoint"],
    [
      String.prototype,
      both(
        "charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf localeCompare match padEnd padStart " +
          "repeat replace search slice split startsWith substr substring toLocaleLowerCase toLocaleUpperCase " +
          "toLowerCase toString toUpperCase trim trimEnd trimStart valueOf",
        "replaceAll",
      ),
    ],
    [JSON, "parse stringify"],
    [Promise, both("reject resolve", "all allSettled any race")],
    [Promise.prototype, "catch finally then"],
    [arrays, both("", "from of")],
    [
      arrays.prototype,
      both(
        "buffer byteLength byteOffset copyWithin fill join set slice subarray toString",
        "every filter find findIndex forEach includes indexOf lastIndexOf map reduce reduceRight reverse some sort",
      ),
    ],
    [ArrayBuffer, "isView"],
    [ArrayBuffer.prototype, "byteLength slice"],
    [
      DataView.prototype,
      both(
        "buffer byteLength byteOffset",
        numbers
          .split(" ")
          .map((name) => `get${name} set${name}`)
          .join(" "),
      ),
    ],
  ];
  const kept = ["constructor", "length", "name", "prototype"];
  listed.forEach(([object, names]) => {
    const known = names.split(" ").concat(kept);
    Object.getOwnPropertyNames(object).forEach((name) => {
      if (!known.includes(name)) delete (object as Record<string, unknown>)[name];
    });
  });
}
