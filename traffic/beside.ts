import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { text } from "node:stream/consumers";
import { digestSeed } from "./intern";
import { localLog, pathsIn } from "./local-logs";
import type { LogsRead } from "./logs";
import type { TallyPart } from "./tally";

/** What a reader is told once, and then again and again; no files end it. */
export type ReaderOrder =
  | {
      readonly seed: number;
      readonly k: number;
      readonly distribution?: string;
      readonly strangers: number;
      readonly place: string;
    }
  | { readonly files: readonly string[] };

/** What it answers: what it has read of these files, and at its end what it has counted. */
export type ReaderAnswer = { readonly read: LogsRead } | { readonly tally: TallyPart };

export interface ReadersOptions {
  /** Runs a program of this package by its name: bin/run.mjs. */
  readonly program: string;
  /** Bytes from which on it is worth the start of processes. @default 32 MB */
  readonly worthwhile?: number;
  /** @default as many as there are processors */
  readonly readers?: number;
}

/** Compressed bytes, or files, that a reader is given at a time. */
const share = { bytes: 16 * 2 ** 20, files: 200 };
/** No reader has as many lines: numbers of those without an address stay apart. */
const strangersApart = 2 ** 40;

type Counting = Pick<Extract<ReaderOrder, { readonly k: number }>, "k" | "distribution">;

/**
 * Reads a folder's logs in processes beside this one, which take file after file: a core unpacks and counts a third of a
 * million lines a second. Undefined where there is too little to read, or no second core.
 */
export async function readByProcesses(place: string, counting: Counting, options: ReadersOptions) {
  const { program, readers = availableParallelism(), worthwhile = 32 * 2 ** 20 } = options;
  const paths = pathsIn(place);
  const sizes = paths.map((path) => localLog(place, path).size);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const count = Math.min(readers, paths.length);
  if (count < 2 || bytes < worthwhile) return undefined;
  const shares = sharesOf(paths, sizes);
  const reads: LogsRead[] = [];
  let next = 0;
  const tallies = await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const reader = new Reader(program);
      try {
        reader.send({ ...counting, seed: digestSeed(), strangers: at * strangersApart, place });
        while (next < shares.length) {
          const mine = next++;
          const answer = await reader.ask({ files: shares[mine] ?? [] });
          if ("read" in answer) reads[mine] = answer.read;
        }
        const answer = await reader.ask({ files: [] });
        return "tally" in answer ? [answer.tally] : [];
      } finally {
        reader.close();
      }
    }),
  );
  return { tallies: tallies.flat(), reads };
}

/** Files in turn, so many for each time that a reader asks. */
function sharesOf(paths: readonly string[], sizes: readonly number[]): string[][] {
  const shares: string[][] = [];
  let left = 0;
  for (const [at, path] of paths.entries()) {
    const last = shares.at(-1);
    if (last === undefined || left <= 0 || last.length >= share.files) {
      shares.push([path]);
      left = share.bytes;
    } else last.push(path);
    left -= sizes[at] ?? 0;
  }
  return shares;
}

/** A process that counts. It ends with this one, whose messages it waits for. */
class Reader {
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;

  constructor(program: string) {
    this.#child = fork(program, ["traffic/reader-entry.ts"], {
      ...{ serialization: "advanced", stdio: ["ignore", "ignore", "pipe", "ipc"] },
    });
    const { stderr } = this.#child;
    const said = stderr ? text(stderr) : "";
    this.#ended = new Promise((_, reject) => {
      this.#child.once("error", reject);
      this.#child.once("close", async (code, signal) =>
        reject(new Error((await said).trim() || `a reader of logs ended with ${code ?? signal}`)),
      );
    });
    // Once it has answered all, nobody waits for its end.
    this.#ended.catch(() => {});
  }

  send(order: ReaderOrder): void {
    this.#child.send(order);
  }

  ask(order: ReaderOrder): Promise<ReaderAnswer> {
    const answer = new Promise<ReaderAnswer>((resolve) =>
      this.#child.once("message", (message) => resolve(message as ReaderAnswer)),
    );
    this.send(order);
    return Promise.race([answer, this.#ended]);
  }

  close(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
