import { StacklessError } from "../../errors/stackless-error";
import { reasonOfStandIn } from "../../terraform/expression/stand-in";
import type { Resource } from "../../terraform/resources";
import {
  isKnown,
  isList,
  isMap,
  own,
  type Planned,
  Unknown,
  unknownIn,
  type Values,
} from "../../terraform/value";

/** Stops a rule at what only a plan or a state would say: its verdict is neither "sound" nor "broken" then. */
export class NotKnown extends StacklessError {
  constructor(
    readonly address: string,
    readonly attribute: string,
    readonly why: string,
  ) {
    super(`${address}: ${attribute}: ${why}`);
  }
}

/** A resource, or a block of one, as a rule reads it. What is not known ends the rule (`NotKnown`). */
export class Judged {
  readonly #get: (name: string) => Planned | undefined;
  readonly #region: () => string | undefined;

  constructor(
    readonly address: string,
    readonly type: string,
    get: (name: string) => Planned | undefined,
    /** Within the resource: "" or `origin[0]`. */
    readonly path = "",
    region: () => string | undefined = () => undefined,
  ) {
    this.#get = get;
    this.#region = region;
  }

  static of(resource: Resource): Judged {
    const { address, attributes, type } = resource;
    return new Judged(
      address,
      type,
      (name) => attributes.get(name),
      "",
      () => resource.region,
    );
  }

  /** Where the resource is; of a provider whose region nobody knows, not known. */
  get region(): string | undefined {
    let region: string | undefined;
    try {
      region = this.#region();
    } catch (error) {
      throw new NotKnown(this.address, "region", (error as Error).message);
    }
    this.#known("region", region);
    return region;
  }

  #value(path: string): Planned | undefined {
    const [first = "", ...rest] = path.split(".");
    let value = this.#get(first) ?? undefined;
    for (const name of rest) {
      if (value instanceof Unknown) break;
      const block: Planned | undefined = isList(value) ? value[0] : value;
      if (block instanceof Unknown) value = block;
      else value = isMap(block) ? (own(block, name) ?? undefined) : undefined;
    }
    if (value instanceof Unknown) throw new NotKnown(this.address, this.at(path), value.why);
    return value;
  }

  /** The whole of an attribute, through blocks of which there is one: `viewer_certificate.acm_certificate_arn`. */
  value(path: string): Planned | undefined {
    const value = this.#value(path);
    this.#known(path, value);
    return value;
  }

  /**
   * A text by which resources name one another, which may have parts that nobody knows: those are the same where it is.
   * Nothing may be told from such a text but whether it is another one's.
   */
  identity(path: string): string | undefined {
    return asText(this.#value(path));
  }

  /** As `identity`, and undefined for what is not known at all. */
  knownIdentity(path: string): string | undefined {
    return this.#orUndefined(() => this.identity(path));
  }

  #known(path: string, value: unknown): void {
    const reason = typeof value === "string" ? reasonOfStandIn(value) : undefined;
    if (reason !== undefined) throw new NotKnown(this.address, this.at(path), reason);
  }

  /** A text, a number or true and false as text; undefined where it is not set, or is empty. */
  text(path: string): string | undefined {
    return asText(this.value(path));
  }

  /** As `text`, and undefined too for what is not known. */
  knownText(path: string): string | undefined {
    return this.#orUndefined(() => this.text(path));
  }

  number(path: string, otherwise: number): number {
    const text = this.text(path);
    const number = Number(text);
    return text === undefined || !Number.isFinite(number) ? otherwise : number;
  }

  is(path: string): boolean {
    return this.text(path) === "true";
  }

  /** Whether an attribute or a block is there, if only after the apply. */
  isSet(name: string): boolean {
    try {
      const value = this.value(name);
      return isList(value)
        ? value.length > 0
        : this.text(name) !== undefined || this.block(name) !== undefined;
    } catch (error) {
      if (error instanceof NotKnown) return true;
      throw error;
    }
  }

  texts(path: string): readonly string[] {
    const value = this.value(path);
    if (value === undefined || value === null) return [];
    const unknown = isKnown(value) ? undefined : unknownIn(value);
    if (unknown) throw new NotKnown(this.address, this.at(path), unknown.why);
    const texts = (isList(value) ? value : [value]).map(String);
    for (const text of texts) this.#known(path, text);
    return texts;
  }

  blocks(name: string): readonly Judged[] {
    const value = this.value(name);
    const items = value === undefined || value === null ? [] : isList(value) ? value : [value];
    return items.flatMap((item, index) => {
      if (item instanceof Unknown) throw new NotKnown(this.address, this.at(name), item.why);
      if (item !== null && !isMap(item)) return [];
      return [this.#inner(`${name}[${index}]`, item ?? {})];
    });
  }

  block(name: string): Judged | undefined {
    return this.blocks(name)[0];
  }

  /** An attribute of this block as it is named in the whole resource. */
  at(path: string): string {
    return this.path === "" || path === "" ? this.path + path : `${this.path}.${path}`;
  }

  #inner(name: string, values: Values): Judged {
    return new Judged(this.address, this.type, (key) => own(values, key), this.at(name), this.#region);
  }

  #orUndefined<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (error instanceof NotKnown) return undefined;
      throw error;
    }
  }
}

function asText(value: Planned | undefined): string | undefined {
  return value === undefined || value === null || value === "" || typeof value === "object"
    ? undefined
    : String(value);
}
