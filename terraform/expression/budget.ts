import { isList, isMap, type Planned, Unknown } from "../value";
import { ExpressionError } from "./syntax";

/** An expression that is no configuration but an attack on this machine: nothing goes on after it, `try()` included. */
export class BudgetError extends Error {}

/** Far more than any configuration of a website takes; a second of a machine that has nothing else to do. */
const maxSteps = 500_000;
/** Characters and elements of everything that is made, each value with all that is in it. */
const maxSize = 16 * 1024 * 1024;
/** Expressions within expressions, and references to what refers to something else, at one time. */
const maxDepth = 800;
/** Instances of resources and of modules, of all that is called. */
const maxInstances = 10_000;
/** Lists within lists: everything that walks through a value does so by recursion. */
const maxValueDepth = 200;

/** What the evaluation of a file may take, as a whole. */
export class Budget {
  #steps = 0;
  #size = 0;
  #depth = 0;
  #instances = 0;
  readonly #open: string[] = [];
  readonly #weights = new WeakMap<object, { readonly weight: number; readonly depth: number }>();

  /** Does work of which errors tell the name: `local.pages`, `aws_s3_bucket.site.bucket`. */
  within<T>(name: string, work: () => T): T {
    this.#open.push(name);
    try {
      return this.deeper(work);
    } finally {
      this.#open.pop();
    }
  }

  /** One step, within those that are under way. */
  deeper<T>(work: () => T): T {
    this.steps(1);
    this.#depth += 1;
    try {
      if (this.#depth > maxDepth)
        throw new ExpressionError("expressions or references are nested too deeply");
      return work();
    } finally {
      this.#depth -= 1;
    }
  }

  /** Before there are so many of what `name` counts. */
  instances(name: string, count: number): void {
    if (!Number.isInteger(count) || count < 0 || count > maxInstances)
      throw new ExpressionError(`${name} is ${count}: a whole number, of ${maxInstances} at the most`);
    this.#instances += count;
    if (this.#instances > maxInstances)
      throw new BudgetError(`${name} is ${count}, which makes more than ${maxInstances} instances in all`);
  }

  steps(count: number): void {
    this.#steps += count;
    if (this.#steps > maxSteps) throw this.#exceeded(`more than ${maxSteps} steps`);
  }

  /** Before something of this size is made. */
  reserve(size: number): void {
    this.#size += size;
    if (this.#size > maxSize) throw this.#exceeded(`values of more than ${maxSize} characters and elements`);
  }

  /** A value that was made, with all that is in it: what is in it twice counts twice. */
  made<T extends Planned>(value: T): T {
    this.reserve(this.#weigh(value).weight);
    return value;
  }

  /** A value that something walks through. */
  walked(value: Planned): void {
    this.steps(Math.ceil(this.#weigh(value).weight / 64));
  }

  #weigh(value: Planned): { readonly weight: number; readonly depth: number } {
    if (typeof value === "string") return { weight: value.length + 1, depth: 0 };
    if (typeof value !== "object" || value === null) return { weight: 1, depth: 0 };
    const known = this.#weights.get(value);
    if (known) return known;
    const names = isMap(value) ? Object.keys(value) : [];
    let weight = names.reduce((sum, name) => sum + name.length, 1);
    let depth = 0;
    for (const part of partsOf(value)) {
      const own = this.#weigh(part);
      weight += own.weight;
      depth = Math.max(depth, own.depth + 1);
    }
    if (depth > maxValueDepth) throw new ExpressionError("a value is nested too deeply");
    this.#weights.set(value, { weight, depth });
    return { weight, depth };
  }

  #exceeded(what: string): BudgetError {
    return new BudgetError(`${this.#open.at(-1) ?? "an expression"} takes ${what} to evaluate`);
  }
}

function partsOf(value: object & Planned): readonly Planned[] {
  if (value instanceof Unknown) return [value.why];
  return isList(value) ? value : Object.values(value);
}
