import { element, escapeXml, type XmlElement } from "./element";

/** Why a body does not fit its shape. CloudFront has a code for each. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";

  constructor(
    readonly kind: "malformed" | "quantity",
    message: string,
  ) {
    super(message);
  }
}

/**
 * How a value of an API travels as XML. `read` checks types and fills in defaults, `write` gives the elements in the
 * API's order: what was read and written again is what CloudFront answers.
 */
export interface Shape<T> {
  /** "counted" is a list with a Quantity beside it, in the structure that holds both. */
  readonly kind: "scalar" | "structure" | "counted";
  read(source: XmlElement, path: string): T;
  /** The value of an absent element; throws where the API requires one. */
  absent(path: string): T;
  /** XML of the element, "" where the API leaves it out. */
  write(name: string, value: T): string;
}

/** The TypeScript type of a shape's values. */
export type ValueOf<S> = S extends Shape<infer T> ? T : never;

function required(path: string): never {
  throw new ShapeError("malformed", `${path} is missing`);
}

function scalar<T>(parse: (text: string, path: string) => T): Shape<T> {
  return {
    kind: "scalar",
    read: (source, path) => {
      if (source.children.length > 0) throw new ShapeError("malformed", `${path} takes no elements`);
      return parse(source.text, path);
    },
    absent: required,
    write: (name, value) => element(name, escapeXml(String(value))),
  };
}

function notA(type: string, text: string, path: string): never {
  throw new ShapeError("malformed", `"${text.slice(0, 80)}" is not a valid ${type} for ${path}`);
}

export const text: Shape<string> = scalar((value) => value);

export const flag: Shape<boolean> = scalar((value, path) => {
  const trimmed = value.trim();
  return trimmed === "true" || trimmed === "1"
    ? true
    : trimmed === "false" || trimmed === "0"
      ? false
      : notA("boolean", value, path);
});

/** An integer of CloudFront's "long", which JavaScript holds exactly. */
export const integer: Shape<number> = scalar((value, path) =>
  /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : notA("integer", value, path),
);

export const decimal: Shape<number> = scalar((value, path) =>
  /^-?\d{1,12}(?:\.\d{1,12})?(?:e[+-]?\d{1,2})?$/i.test(value.trim())
    ? Number(value)
    : notA("number", value, path),
);

/** One of a set of names. */
export function oneOf<const V extends string>(...values: readonly V[]): Shape<V> {
  return scalar(
    (value, path) =>
      values.find((allowed) => allowed === value.trim()) ?? notA(values.join(" or "), value, path),
  );
}

/** An element that may be absent; an empty scalar counts as absent, as the Terraform provider writes it. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return {
    kind: shape.kind,
    read: (source, path) => (isEmptyScalar(shape, source) ? undefined : shape.read(source, path)),
    absent: () => undefined,
    write: (name, value) => (value === undefined ? "" : shape.write(name, value)),
  };
}

/** An element that CloudFront fills in. */
export function withDefault<T>(shape: Shape<T>, value: T): Shape<T> {
  return {
    kind: shape.kind,
    read: (source, path) => (isEmptyScalar(shape, source) ? value : shape.read(source, path)),
    absent: () => value,
    write: (name, given) => shape.write(name, given),
  };
}

/** An element that CloudFront writes empty where it is not set. */
export function emptyIfUnset<T>(shape: Shape<T>): Shape<T | undefined> {
  return {
    ...optional(shape),
    write: (name, value) => (value === undefined ? element(name, "") : shape.write(name, value)),
  };
}

function isEmptyScalar(shape: Shape<unknown>, source: XmlElement): boolean {
  return shape.kind === "scalar" && source.children.length === 0 && source.text === "";
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Structure<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** A structure, whose content can also be written without the element around it, and one by one. */
export interface StructureShape<T> extends Shape<T> {
  content(value: T): string;
  writeField<K extends keyof T & string>(name: K, value: Pick<T, K>): string;
}

/** Elements in the API's order; an unknown one is refused, since nothing here would honour it. */
export function struct<F extends Fields>(fields: F): StructureShape<Structure<F>> {
  const names = Object.keys(fields);
  const counted = names.find((name) => fields[name]?.kind === "counted");
  const shape: StructureShape<Structure<F>> = {
    kind: "structure",
    read(source, path) {
      const given = childrenByName(source, path);
      for (const name of given.keys()) {
        const isKnown = names.includes(name) || (name === "Quantity" && counted !== undefined);
        if (!isKnown) throw new ShapeError("malformed", `${path} has no element ${name}`);
      }
      if (counted !== undefined) checkQuantity(given, counted, path);
      const entries = names.map((name) => {
        const field = fields[name] as Shape<unknown>;
        const child = given.get(name);
        const place = `${path}.${name}`;
        return [name, child === undefined ? field.absent(place) : field.read(child, place)];
      });
      return Object.fromEntries(entries);
    },
    absent: required,
    write: (tag, value) => element(tag, shape.content(value)),
    content: (value) => names.map((name) => shape.writeField(name, value)).join(""),
    writeField: (name, value) => (fields[name] as Shape<unknown>).write(name, value[name]),
  };
  return shape;
}

/** A structure that CloudFront fills in with the defaults of its own elements. */
export function withDefaults<T>(shape: Shape<T>): Shape<T> {
  return {
    ...shape,
    absent: (path) => shape.read({ name: "", children: [], text: "" }, path),
  };
}

/** The `Items` of a structure that counts them in a `Quantity` of its own. */
export function items<T>(itemName: string, item: Shape<T>): Shape<readonly T[]> {
  return {
    kind: "counted",
    read: (source, path) =>
      source.children.map((child) => {
        if (child.name !== itemName)
          throw new ShapeError("malformed", `${path} takes ${itemName}, not ${child.name}`);
        return item.read(child, path);
      }),
    absent: () => [],
    write: (name, values) =>
      element("Quantity", String(values.length)) +
      (values.length === 0 ? "" : element(name, values.map((value) => item.write(itemName, value)).join(""))),
  };
}

/** `Items` without a `Quantity` beside them. */
export function uncounted<T>(itemName: string, item: Shape<T>): Shape<readonly T[]> {
  return {
    ...items(itemName, item),
    kind: "structure",
    write: (name, values) => element(name, values.map((value) => item.write(itemName, value)).join("")),
  };
}

/** A counted list by itself: `{ Quantity, Items }` in XML, an array here. Absent, it is empty. */
export function list<T>(itemName: string, item: Shape<T>): Shape<readonly T[]> {
  const content = struct({ Items: items(itemName, item) });
  return {
    kind: "structure",
    read: (source, path) => content.read(source, path).Items as readonly T[],
    absent: () => [],
    write: (name, values) => content.write(name, { Items: values }),
  };
}

function childrenByName(source: XmlElement, path: string): Map<string, XmlElement> {
  const given = new Map<string, XmlElement>();
  for (const child of source.children) {
    if (given.has(child.name)) throw new ShapeError("malformed", `${path} has ${child.name} twice`);
    given.set(child.name, child);
  }
  if (source.children.length === 0 && source.text.trim() !== "")
    throw new ShapeError("malformed", `${path} takes elements, not text`);
  return given;
}

function checkQuantity(given: ReadonlyMap<string, XmlElement>, counted: string, path: string): void {
  const stated = given.get("Quantity");
  const actual = given.get(counted)?.children.length ?? 0;
  if (stated === undefined && actual === 0) return;
  if (stated === undefined) throw new ShapeError("malformed", `${path}.Quantity is missing`);
  if (integer.read(stated, `${path}.Quantity`) !== actual)
    throw new ShapeError(
      "quantity",
      `${path}: the value of Quantity and the size of Items don't match (${stated.text} and ${actual})`,
    );
}
