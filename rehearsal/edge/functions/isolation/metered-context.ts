import { setFlagsFromString } from "node:v8";
import { createContext, Script } from "node:vm";

/** Time for a call that the counter cannot bound, in milliseconds of this machine, which may be busy. */
export const callTimeout = 500;
/** Time for a module to load, which happens once, on a machine that may be busy. */
export const loadTimeout = 2_000;

/**
 * A realm of its own for metered code: nothing of Node is in it, no code can be made from text, and promises settle
 * within the run that set them off, so that nothing runs later.
 */
export class MeteredContext {
  readonly #context: object;

  constructor() {
    boundRegExps();
    forgiveRejections();
    this.#context = createContext(Object.create(null), {
      microtaskMode: "afterEvaluate",
      codeGeneration: { strings: false, wasm: false },
    });
  }

  /** The value of a script. */
  evaluate(source: string, filename = "outlast"): unknown {
    return new Script(source, { filename }).runInContext(this.#context);
  }

  /**
   * A function, compiled here from the text of one that refers to nothing outside itself. It is strict: no code that it
   * calls can see who called, nor with what.
   */
  compile<F extends (...given: never[]) => unknown>(fn: F): F {
    return this.evaluate(`(function () { "use strict"; return (${fn.toString()}); })()`) as F;
  }

  /**
   * What runs a function of the context, and everything that it sets off. It throws what that throws, and at the end
   * of `timeout` milliseconds, where one is given, whatever happens. Only a script has a time limit, and only a script
   * lets promises settle; but a script that calls the function has to look up its name among the globals, which takes
   * longer than the call.
   *
   * @param leaves whether it may leave promises; where none can be, nothing has to settle
   */
  runner(name: `$${string}`, fn: () => void, leaves = true): (timeout?: number) => void {
    // A script can only call what is global; nothing in the context can replace it.
    const hidden = { value: fn, enumerable: false, writable: false, configurable: false };
    Object.defineProperty(this.#context, name, hidden);
    const script = new Script(`${name}()`);
    return (timeout) => {
      if (timeout !== undefined) script.runInContext(this.#context, { timeout });
      else if (!leaves) fn();
      else {
        try {
          fn();
        } finally {
          settling.runInContext(this.#context);
        }
      }
    };
  }
}

/** Does nothing; the promises of the context settle after it. */
const settling = new Script("0");

let isForgiving = false;

/**
 * A promise that code in a context has forgotten, and that is rejected, is that code's business: it ends no process,
 * as others do by Node's default, which stays as it is.
 */
function forgiveRejections(): void {
  if (isForgiving) return;
  isForgiving = true;
  process.on("unhandledRejection", (reason, promise) => {
    if (promise instanceof Promise) throw reason;
  });
}

/** Lets V8 finish a regular expression that backtracks too much in linear time; what it matches stays the same. */
export const linearRegExps = "--enable-experimental-regexp-engine-on-excessive-backtracks";

/** Does so in this process. */
function boundRegExps(): void {
  setFlagsFromString(linearRegExps);
}
