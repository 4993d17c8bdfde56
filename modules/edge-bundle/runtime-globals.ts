/**
 * What runtime 2.0 of CloudFront Functions has, by name. CloudFront guide, "JavaScript runtime 2.0 features for
 * CloudFront Functions"; what that page does not list is taken to be absent.
 */
const list = (names: string): ReadonlySet<string> => new Set(names.split(/\s+/));

export const importableModules = list("cloudfront buffer crypto querystring");

/** What `require` is called in a bundle: modules are imported, since esbuild would wrap a call in a Proxy. */
export const COMMONJS_REQUIRE = "commonjsRequire";

export const documentedGlobals = list(`
  Object String Number Math Date RegExp JSON Array Boolean ArrayBuffer DataView Promise Symbol Buffer
  Float32Array Float64Array Int8Array Int16Array Int32Array Uint8Array Uint8ClampedArray Uint16Array Uint32Array
  TextDecoder TextEncoder console globalThis arguments undefined NaN Infinity
  Error EvalError InternalError RangeError ReferenceError SyntaxError TypeError URIError
  decodeURI decodeURIComponent encodeURI encodeURIComponent isFinite isNaN parseFloat parseInt atob btoa
`);

/** Members of a global object; a global that is not a key here is not checked. */
export const documentedMembers: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    "Object",
    list(`create defineProperties defineProperty freeze getOwnPropertyDescriptor getOwnPropertyDescriptors
      getOwnPropertyNames getPrototypeOf isExtensible isFrozen isSealed keys preventExtensions seal assign entries
      values is setPrototypeOf prototype`),
  ],
  ["String", list("fromCharCode fromCodePoint prototype")],
  [
    "Number",
    list(`EPSILON MAX_SAFE_INTEGER MIN_SAFE_INTEGER MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY
      isFinite isInteger isNaN isSafeInteger parseInt parseFloat prototype`),
  ],
  ["Array", list("isArray of prototype")],
  ["Promise", list("all allSettled any reject resolve race prototype")],
  ["Symbol", list("for keyfor")],
  ["JSON", list("parse stringify")],
  ["console", list("log")],
]);

/** Methods that Node's strings, arrays and regular expressions have and the runtime does not. */
export const absentMethods = list(`
  at flat flatMap findLast findLastIndex toReversed toSorted toSpliced matchAll localeCompare normalize isWellFormed
  toWellFormed toLocaleString toLocaleLowerCase toLocaleUpperCase trimLeft trimRight
`);

export const dynamicCode = list("eval Function AsyncFunction GeneratorFunction");

export const timers = list(`
  setTimeout setImmediate setInterval clearTimeout clearImmediate clearInterval queueMicrotask
`);
