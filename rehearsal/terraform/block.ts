import type { Value } from "./expression/functions";
import type { ReadProblem } from "./problems";

/** Why reading attributes of the name leaves nothing out that a visitor could see. */
export type Harmless = Readonly<Record<string, string>>;

/** Gives the attribute of the name, evaluated, or undefined where it is not set. Throws where it cannot. */
export type Attributes = { get(name: string): Value | undefined; names(): Iterable<string> };

/**
 * A block of a resource, which remembers what was read of it. What is set and neither read nor declared harmless
 * by the time of `finish` becomes a problem: nothing is dropped in silence.
 */
export class Block {
  readonly #attributes: Attributes;
  readonly #read = new Set<string>();

  constructor(
    readonly address: string,
    readonly path: string,
    attributes: Attributes,
    readonly problems: ReadProblem[],
  ) {
    this.#attributes = attributes;
  }

  /** The value of an attribute; undefined where it is absent, null, or cannot be known (a problem then). */
  value(name: string): Value | undefined {
    this.#read.add(name);
    try {
      const value = this.#attributes.get(name);
      return value === null ? undefined : value;
    } catch (error) {
      this.problem(
        "TERRAFORM_UNKNOWN_VALUE",
        name,
        (error as Error).message,
        "Give a value that the file itself determines, or load the plan or state instead",
      );
      return undefined;
    }
  }

  string(name: string, otherwise: string): string;
  string(name: string): string | undefined;
  string(name: string, otherwise?: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || value === "") return otherwise;
    if (typeof value === "object") return this.#bad(name, value, "a string") ?? otherwise;
    return String(value);
  }

  /** A string that has to be there. */
  required(name: string): string {
    const value = this.string(name);
    if (value !== undefined) return value;
    if (
      !this.problems.some(
        (problem) => problem.address === this.address && problem.attribute === this.#at(name),
      )
    ) {
      this.problem("TERRAFORM_MISSING", name, "it has no value", "Set it");
    }
    return "";
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
    if (!Array.isArray(value)) return this.#bad(name, value, "a list") ?? [];
    return value.map(String);
  }

  /** A map of strings. */
  map(name: string): Record<string, string> {
    const value = this.value(name);
    if (value === undefined) return {};
    if (typeof value !== "object" || Array.isArray(value)) return this.#bad(name, value, "a map") ?? {};
    return Object.fromEntries(
      Object.entries(value as Record<string, Value>).map(([key, item]) => [key, String(item)]),
    );
  }

  /** Nested blocks; one object counts as a list of one, as in Terraform's JSON. */
  blocks(name: string): Block[] {
    const value = this.value(name);
    if (value === undefined) return [];
    const items = Array.isArray(value) ? (value as readonly Value[]) : [value];
    return items.flatMap((item, index) => {
      if (typeof item !== "object" || item === null || Array.isArray(item))
        return this.#bad(name, item, "a block") ?? [];
      const path = `${this.#at(name)}[${index}]`;
      return [new Block(this.address, path, attributesOf(item as Record<string, Value>), this.problems)];
    });
  }

  /** A nested block of which there is one at most. */
  block(name: string): Block | undefined {
    return this.blocks(name)[0];
  }

  /** Declares attributes that cannot affect what a visitor sees. */
  ignore(harmless: Harmless): this {
    for (const name of Object.keys(harmless)) this.#read.add(name);
    return this;
  }

  /** Reports every attribute that is set and was not read. */
  finish(): void {
    for (const name of this.#attributes.names()) {
      if (this.#read.has(name)) continue;
      const value = this.value(name);
      if (!isUnset(value)) this.refuse(name, value);
    }
  }

  /** Reports a setting that the rehearsal does not have. */
  refuse(name: string, value: Value | undefined = this.value(name)): void {
    const shown = JSON.stringify(value)?.slice(0, 80);
    this.problem(
      "TERRAFORM_NOT_REHEARSED",
      name,
      `the rehearsal cannot honour ${shown}`,
      "Remove the setting to rehearse the rest",
    );
  }

  problem(code: ReadProblem["code"], name: string, rule: string, mend: string): void {
    this.problems.push({ code, address: this.address, attribute: this.#at(name), rule, mend });
  }

  #at(name: string): string {
    return this.path === "" ? name : `${this.path}.${name}`;
  }

  #bad(name: string, value: Value | undefined, expected: string): undefined {
    const shown = JSON.stringify(value)?.slice(0, 80);
    this.problem("TERRAFORM_BAD_VALUE", name, `${shown} is not ${expected}`, `Give ${expected}`);
    return undefined;
  }
}

/** Attributes that are plain values already. */
export function attributesOf(values: Readonly<Record<string, Value>>): Attributes {
  return {
    get: (name) => (Object.hasOwn(values, name) ? values[name] : undefined),
    names: () => Object.keys(values),
  };
}

/** Whether a value says nothing: plans carry every attribute of the schema, most of them empty. */
function isUnset(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  return Array.isArray(value)
    ? value.length === 0
    : typeof value === "object" && Object.keys(value).length === 0;
}
