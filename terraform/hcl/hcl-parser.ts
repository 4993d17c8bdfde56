import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { ExpressionError } from "../expression/syntax";
import { parseJson, type Value } from "../value";

/** The parser takes a fifth of a millisecond for a line of text. */
const limits = { bytes: 1024 * 1024, lines: 20_000 };

/**
 * The parser is a program of Go in WebAssembly, whose runtime ends it by itself now and then ("schedule: holding locks"): it
 * throws, or answers neither this call nor any other. What Go writes about its end is nothing that a user can mend. All of a
 * call is done when it returns, but for the promise; what has no answer two seconds later has none.
 */
const program = `
  const { parentPort, workerData } = require("node:worker_threads");
  require("node:fs").writeSync = (_, bytes) => bytes.length;
  const { parse } = require(workerData);
  const hasEnded = (error) => /already exited|^RuntimeError/.test(String(error));
  const ready = parse("empty.tf", "");
  parentPort.on("message", async ({ name, text }) => {
    let silence;
    try {
      await ready;
      const parsed = parse(name, text);
      const silent = new Promise((_, reject) => {
        silence = setTimeout(() => reject(new Error("already exited")), 2_000);
      });
      parentPort.postMessage({ json: JSON.stringify(await Promise.race([parsed, silent])) });
    } catch (error) {
      parentPort.postMessage(hasEnded(error) ? { ended: true } : { refused: error.message });
    } finally {
      clearTimeout(silence);
    }
  });
`;

interface Question {
  readonly text: string;
  readonly name: string;
  readonly deadline: number;
}

type Answer = { readonly json: string } | { readonly refused: string } | { readonly ended: true };

/** The parser of HCL, in a thread of its own: it works beside its caller, and one that hangs is ended. */
export class HclParser {
  readonly #module: string;
  #worker: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(module = createRequire(import.meta.url).resolve("@cdktn/hcl2json")) {
    this.#module = module;
  }

  /**
   * What a text in HCL says, in the form of the parser.
   * @param deadline milliseconds
   * @throws {ExpressionError} with the place
   */
  async parse(text: string, name: string, deadline = 30_000): Promise<Value> {
    if (text.length > limits.bytes || text.split("\n").length > limits.lines)
      throw new ExpressionError(`${name} has more than ${limits.lines} lines or ${limits.bytes} bytes`);
    const turn = this.#last.then(() => this.#answer({ text, name, deadline }));
    this.#last = turn.catch(() => undefined);
    const answer = await turn;
    if ("refused" in answer) throw new ExpressionError(`${name} is not HCL: ${answer.refused.slice(0, 400)}`);
    const value = "json" in answer ? parseJson(answer.json) : undefined;
    if (value === undefined) throw new ExpressionError(`${name} is nested too deeply`);
    return value;
  }

  async #answer(question: Question): Promise<Answer> {
    for (let attempt = 0; attempt < 2; attempt++) {
      const answer = await this.#ask(question);
      if (!("ended" in answer)) return answer;
      await this.#worker?.terminate();
      this.#worker = undefined;
    }
    throw new ExpressionError(`${question.name} ends the parser of HCL`);
  }

  #ask({ deadline, ...question }: Question): Promise<Answer> {
    this.#worker ??= new Worker(program, { eval: true, stderr: true, workerData: this.#module });
    const worker = this.#worker;
    return new Promise<Answer>((resolve, reject) => {
      const late = setTimeout(() => {
        this.#worker = undefined;
        void worker.terminate();
        reject(new ExpressionError(`${question.name} takes the parser of HCL more than ${deadline} ms`));
      }, deadline);
      const done = (answer: Answer) => {
        clearTimeout(late);
        worker.off("message", done).off("error", ended).off("exit", ended).unref();
        resolve(answer);
      };
      const ended = () => done({ ended: true });
      worker.on("message", done).on("error", ended).on("exit", ended);
      worker.ref();
      worker.postMessage(question);
    });
  }
}

let shared: HclParser | undefined;

/** What was parsed last, by its text: a folder that is read again, since a file of it has changed, has the others as before. */
const parsed = new Map<string, Value>();
/** Characters of text: as many as a large configuration has. */
const mostParsed = 4 * 1024 * 1024;
let parsedSize = 0;

/** By the one parser of this process. @throws {ExpressionError} with the place */
export async function parseHcl(text: string, name: string): Promise<Value> {
  shared ??= new HclParser();
  const value = parsed.get(text) ?? (await shared.parse(text, name));
  if (!parsed.delete(text)) parsedSize += text.length;
  parsed.set(text, value);
  for (const [oldest] of parsed) {
    if (parsedSize <= mostParsed) break;
    parsed.delete(oldest);
    parsedSize -= oldest.length;
  }
  return value;
}
