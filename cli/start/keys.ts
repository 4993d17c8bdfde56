import { createInterface, emitKeypressEvents } from "node:readline";
import { ControlError } from "../../rehearsal/server";
import type { Controls } from "./controls";

/** Effects that `f` goes through; every other one is set by `--fault` or the control API. */
const effects = ["503", "refuse", "blackhole", "hang", "403", "500", "dns", "reset", "404"] as const;

export const keyHelp = `keys: p r  break or mend the primary, the replica     f  choose the fault
      e b  evacuate to the replica, back to the primary
      c    clear the cache    i  invalidate a path    s  show the cache
      l    a line a request   h  this help            q  quit`;

export interface KeyOptions {
  readonly controls: Controls;
  readonly print: (line: string) => void;
  /** Names of the two sides among the targets of faults, if the site has such. */
  readonly sides: { readonly p?: string; readonly r?: string };
  readonly toggleLog: () => boolean;
  readonly quit: () => void;
}

/** Takes keys from a terminal. Does nothing where standard input is none. */
export function listenForKeys(options: KeyOptions): { close(): void } {
  const { stdin } = process;
  if (!stdin.isTTY) return { close() {} };
  const keys = new Keys(options);
  const onKey = (_: string, key: { name?: string; ctrl?: boolean }) =>
    keys.press(key.ctrl ? `^${key.name}` : (key.name ?? ""));
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.on("keypress", onKey);
  stdin.resume();
  return {
    close() {
      stdin.off("keypress", onKey);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}

/** What each key does. */
export class Keys {
  readonly #options: KeyOptions;
  #effect = 0;
  #asking = false;

  constructor(options: KeyOptions) {
    this.#options = options;
  }

  press(key: string): void {
    if (this.#asking) return;
    try {
      this.#act(key);
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      this.#options.print(error.message);
    }
  }

  #act(key: string): void {
    const { controls, print, toggleLog, quit } = this.#options;
    const actions: Readonly<Record<string, () => void>> = {
      p: () => this.#toggle("p"),
      r: () => this.#toggle("r"),
      f: () => {
        this.#effect = (this.#effect + 1) % effects.length;
        print(`the next fault is ${effects[this.#effect]}`);
      },
      e: () => {
        controls.serveFrom("replica");
        print("evacuated: the replica is asked first");
      },
      b: () => {
        controls.serveFrom("primary");
        print("returned: the primary is asked first");
      },
      c: () => {
        controls.clearCache();
        print("the cache is empty");
      },
      i: () =>
        this.#ask("path to invalidate: ", (path) =>
          print(`${controls.invalidate([path])} cached objects invalidated`),
        ),
      s: () => this.#showCache(),
      l: () => print(toggleLog() ? "a line for each request" : "quiet"),
      h: () => print(keyHelp),
      q: quit,
      "^c": quit,
    };
    actions[key]?.();
  }

  #toggle(key: "p" | "r"): void {
    const { controls, print, sides } = this.#options;
    const target = sides[key];
    if (target === undefined) {
      print("this site has no such side");
      return;
    }
    const broken = controls.faults().some((fault) => fault.startsWith(`${target}=`));
    if (broken) controls.mend(target);
    else controls.setFault(`${target}=${effects[this.#effect]}`);
    print(broken ? `${target} is mended` : `${target} is broken: ${effects[this.#effect]}`);
  }

  #showCache(): void {
    const cached = this.#options.controls.cache() as {
      path: string;
      status: number;
      size: number;
      isExpired: boolean;
    }[];
    for (const { path, status, size, isExpired } of cached) {
      this.#options.print(
        `${status} ${String(size).padStart(9)} B ${isExpired ? "expired" : "fresh  "} ${path}`,
      );
    }
    this.#options.print(`${cached.length} cached objects`);
  }

  #ask(question: string, then: (answer: string) => void): void {
    this.#asking = true;
    const prompt = createInterface({ input: process.stdin, output: process.stdout });
    prompt.question(question, (answer) => {
      prompt.close();
      process.stdin.setRawMode?.(true);
      process.stdin.resume();
      this.#asking = false;
      try {
        if (answer !== "") then(answer.trim());
      } catch (error) {
        if (!(error instanceof ControlError)) throw error;
        this.#options.print(error.message);
      }
    });
  }
}
