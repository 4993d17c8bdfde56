import type { Findings, ReadProblem } from "./problems";
import { isKnown, isList, isMap, type Planned, Unknown, unknownIn, type Value, type Values } from "./value";
import { isTold, verdicts } from "./verdicts";

/** Gives the attribute of the name, as far as it is known, or undefined where it is not set. */
export type Attributes = { get(name: string): Planned | undefined; names(): Iterable<string> };

/** Where a block stands. */
interface Place {
  /** Of the resource. */
  readonly address: string;
  /** Within the resource: "" or `origin[0].custom_origin_config[0]`. */
  readonly path: string;
  /** In the provider's schema: `aws_cloudfront_distribution.origin.custom_origin_config`. */
  readonly schema: string;
}

/**
 * A block of a resource, which remembers what was read of it. What is set and neither read nor given a verdict of its own
 * by the time of `finish` becomes a problem, in nested blocks too: nothing is dropped in silence.
 */
export class Block {
  readonly #place: Place;
  readonly #attributes: Attributes;
  readonly #read = new Set<string>();
  readonly #nested = new Map<string, readonly Block[]>();

  constructor(
    place: Place,
    attributes: Attributes,
    readonly findings: Findings,
  ) {
    this.#place = place;
    this.#attributes = attributes;
    for (const name of Object.keys(this.#verdicts)) this.#knows(name);
  }

  /** The outermost block of a resource or data source. */
  static of(
    resource: { readonly type: string; readonly address: string; readonly attributes: Attributes },
    findings: Findings,
  ): Block {
    const { type, address, attributes } = resource;
    return new Block({ address, path: "", schema: type }, attributes, findings);
  }

  /** The value of an attribute; undefined where it is absent, null, or cannot be known (a problem then). */
  value(name: string): Value | undefined {
    const value = this.#get(name) ?? undefined;
    if (value === undefined || isKnown(value)) return value;
    this.#unknown(name, unknownIn(value)?.why ?? "");
    return undefined;
  }

  /** A string where it can be known; undefined, and no problem, where it cannot. */
  knownString(name: string): string | undefined {
    const value = this.#get(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  /** Whether an attribute or block says anything; what is in it counts as read. */
  has(name: string): boolean {
    return !isUnset(this.value(name));
  }

  /** Whether an attribute says something that cannot be known. */
  isUnknown(name: string): boolean {
    const value = this.#get(name) ?? undefined;
    return value !== undefined && !isKnown(value);
  }

  string(name: string, otherwise: string): string;
  string(name: string): string | undefined;
  string(name: string, otherwise?: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || value === "") return otherwise;
    if (typeof value === "object") return this.#bad(name, value, "a string") ?? otherwise;
    return String(value);
  }

  /** A string that has to be there; "" and a problem where it is not. */
  required(name: string): string {
    const value = this.string(name);
    if (value !== undefined) return value;
    if (!this.findings.isWrong({ address: this.#place.address, attribute: this.#at(name) }))
      this.problem("TERRAFORM_MISSING", name, "it has no value, or one known only after the apply", "Set it");
    return "";
  }

  /** One of the values that AWS allows; the first, and a problem, for another one. */
  oneOf<const T extends string>(name: string, allowed: readonly [T, ...T[]], otherwise?: NoInfer<T>): T {
    const value = otherwise === undefined ? this.required(name) : this.string(name, otherwise);
    const found = allowed.find((one) => one === value);
    if (found === undefined && value !== "") this.#bad(name, value, `one of ${allowed.join(", ")}`);
    return found ?? allowed[0];
  }

  number(name: string, otherwise: number): number;
  number(name: string): number | undefined;
  number(name: string, otherwise?: number): number | undefined {
    const value = this.value(name);
    if (value === undefined || value === "") return otherwise;
    const number = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
    return Number.isFinite(number) ? number : (this.#bad(name, value, "a number") ?? otherwise);
  }

  boolean(name: string, otherwise: boolean): boolean {
    const value = this.value(name);
    if (value === undefined) return otherwise;
    if (value === true || value === "true") return true;
    if (value === false || value === "false") return false;
    return this.#bad(name, value, "true or false") ?? otherwise;
  }

  /** A list or set of strings. */
  strings(name: string): string[] {
    const value = this.value(name);
    if (value === undefined) return [];
    if (!isList(value)) return this.#bad(name, value, "a list") ?? [];
    return value.flatMap((item) => (isPlain(item) ? [String(item)] : this.#unlisted(name, item)));
  }

  /** A map of strings. */
  map(name: string): Record<string, string> {
    const value = this.value(name);
    if (value === undefined) return {};
    if (!isMap(value)) return this.#bad(name, value, "a map") ?? {};
    const entries = Object.entries(value).flatMap(([key, item]) =>
      isPlain(item) ? [[key, String(item)]] : this.#unlisted(name, item),
    );
    return Object.fromEntries(entries);
  }

  /** Nested blocks; one object counts as a list of one, as in Terraform's JSON. */
  blocks(name: string): readonly Block[] {
    const known = this.#nested.get(name);
    if (known) return known;
    const value = this.#get(name) ?? undefined;
    const items = value === undefined ? [] : isList(value) ? value : [value];
    const blocks = items.flatMap((item, index) => {
      // An empty block in a state: `filter {}` is shown as null.
      if (item === null) return [this.#inner(name, index, {})];
      if (item instanceof Unknown) return this.#unknown(name, item.why) ?? [];
      return isMap(item) ? [this.#inner(name, index, item)] : (this.#bad(name, item, "a block") ?? []);
    });
    this.#nested.set(name, blocks);
    return blocks;
  }

  /** A nested block of which there is one at most. */
  block(name: string): Block | undefined {
    const [first, second] = this.blocks(name);
    if (second) this.problem("TERRAFORM_BAD_VALUE", name, "there is more than one", "Give one");
    return first;
  }

  /** Lets attributes be that have no effect because of what others say. */
  ignore(...names: string[]): void {
    for (const name of names) this.#knows(name);
  }

  get #verdicts() {
    return verdicts[this.#place.schema] ?? {};
  }

  /**
   * Reports every attribute that is set and was not read, here and in the blocks that were read, and tells of those that
   * change nothing here.
   */
  finish(): void {
    for (const block of [...this.#nested.values()].flat()) block.finish();
    for (const name of this.#attributes.names()) {
      const verdict = this.#verdicts[name];
      if (verdict === undefined && this.#read.has(name)) continue;
      const value = this.#attributes.get(name);
      if (isTold(verdict, value) && !isUnset(value)) this.warn(name, verdict.told);
      if (this.#read.has(name)) continue;
      if (!isUnset(value)) this.refuse(name, value);
    }
  }

  /** Reports a setting that the rehearsal does not have. */
  refuse(name: string, value: Planned | undefined): void {
    this.problem(
      "TERRAFORM_NOT_REHEARSED",
      name,
      `the rehearsal cannot honour ${shown(value)}`,
      "Remove the setting to rehearse the rest",
    );
  }

  problem(code: ReadProblem["code"], name: string, rule: string, mend: string): void {
    this.findings.problem({ code, address: this.#place.address, attribute: this.#at(name), rule, mend });
  }

  /** Tells a person what was assumed of an attribute. */
  warn(name: string, text: string): void {
    this.findings.warn(`${this.#place.address}: ${this.#at(name)}: ${text}`);
  }

  #inner(name: string, index: number, values: Values): Block {
    const { address, schema } = this.#place;
    const place = { address, path: `${this.#at(name)}[${index}]`, schema: `${schema}.${name}` };
    return new Block(place, attributesOf(values), this.findings);
  }

  #knows(name: string): void {
    if (this.#read.has(name)) return;
    this.#read.add(name);
    this.findings.known.add(`${this.#place.schema}.${name}`);
  }

  #get(name: string): Planned | undefined {
    this.#knows(name);
    return this.#attributes.get(name);
  }

  #at(name: string): string {
    return this.#place.path === "" ? name : `${this.#place.path}.${name}`;
  }

  #unknown(name: string, why: string): undefined {
    this.problem(
      "TERRAFORM_UNKNOWN_VALUE",
      name,
      why,
      "Give a value that the file itself determines, or load the folder or the state instead",
    );
    return undefined;
  }

  #unlisted(name: string, item: Value): [] {
    this.#bad(name, item, "a string");
    return [];
  }

  #bad(name: string, value: Planned | undefined, expected: string): undefined {
    this.problem("TERRAFORM_BAD_VALUE", name, `${shown(value)} is not ${expected}`, `Give ${expected}`);
    return undefined;
  }
}

function attributesOf(values: Values): Attributes {
  return {
    get: (name) => (Object.hasOwn(values, name) ? values[name] : undefined),
    names: () => Object.keys(values),
  };
}

function isPlain(value: Value): value is string | number | boolean {
  return value !== null && typeof value !== "object";
}

function shown(value: Planned | undefined): string {
  if (value instanceof Unknown) return value.why;
  return JSON.stringify(value)?.slice(0, 80) ?? "nothing";
}

/** Whether a value says nothing: plans carry every attribute of the schema, most of them empty. */
function isUnset(value: Planned | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === false || value === 0) return true;
  if (value instanceof Unknown) return false;
  return isList(value) ? value.every(isUnset) : isMap(value) && Object.values(value).every(isUnset);
}
