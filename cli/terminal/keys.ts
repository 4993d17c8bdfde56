import { emitKeypressEvents } from "node:readline";
import { effects } from "../../console/faults";
import type { Side } from "../../facts/site/switch";
import { ControlError } from "../../rehearsal/server";
import type { Controls } from "../../rehearsal/session/controls";
import { counted } from "../../release/plan/format";
import { askOnTerminal, type Prompt } from "./prompt";

/** `isOneOfMany` adds the key that chooses among several sites, `opens` the one that opens the console. */
export function keyHelp(isOneOfMany: boolean, opens: boolean): string {
  const lines = [
    "keys: p r  break or mend the primary, the replica     f  choose the fault",
    "      e b  evacuate to the replica, back to the primary; E B even if it is broken",
    "      c    clear the cache    i  invalidate a path    s  show the cache",
    ...(opens ? ["      o    open the console in a browser"] : []),
    ...(isOneOfMany ? ["      n    the next site, for p r e b i s; every site at first"] : []),
    "      l    a line a request   h  this help            q  quit",
  ];
  return lines.join("\n");
}

export interface KeyOptions {
  readonly controls: Controls;
  readonly print: (line: string) => void;
  readonly ask: Prompt;
  readonly toggleLog: () => boolean;
  readonly quit: () => void;
  /** Opens the console. @default - that is not offered */
  readonly openConsole?: () => void;
}

/** Takes keys from a terminal. Does nothing where standard input is none. */
export function listenForKeys(options: Omit<KeyOptions, "ask">): { close(): void } {
  const { stdin } = process;
  if (!stdin.isTTY) return { close() {} };
  const keys = new Keys({ ...options, ask: askOnTerminal });
  const onKey = (_: string, key: { name?: string; ctrl?: boolean; shift?: boolean }) => {
    const name = key.name ?? "";
    keys.press(key.ctrl ? `^${name}` : key.shift ? name.toUpperCase() : name);
  };
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
  /** The one that keys act on; undefined is every site. */
  #site: string | undefined;

  constructor(options: KeyOptions) {
    this.#options = options;
  }

  press(key: string): void {
    if (!this.#asking) this.#refusable(() => this.#act(key));
  }

  /** What the controls refuse is shown. */
  #refusable(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      this.#options.print(error.message);
    }
  }

  #act(key: string): void {
    const { controls, print, toggleLog, quit, openConsole } = this.#options;
    const serveFrom = (side: Side, anyway: boolean) => {
      controls.serveFrom(side, this.#site, anyway);
      print(`${side === "replica" ? "evacuated" : "returned"}: the ${side} is asked first`);
    };
    const actions: Readonly<Record<string, () => void>> = {
      p: () => this.#toggle("primary"),
      r: () => this.#toggle("replica"),
      f: () => {
        this.#effect = (this.#effect + 1) % effects.length;
        print(`the next fault is ${effects[this.#effect]}`);
      },
      e: () => serveFrom("replica", false),
      b: () => serveFrom("primary", false),
      E: () => serveFrom("replica", true),
      B: () => serveFrom("primary", true),
      c: () => {
        controls.clearCache();
        print("the cache is empty");
      },
      i: () =>
        this.#ask("path to invalidate: ", (path) =>
          print(`${counted(controls.invalidate([path], this.#site), "cached object")} invalidated`),
        ),
      s: () => this.#showCache(),
      n: () => this.#nextSite(),
      l: () => print(toggleLog() ? "a line for each request" : "quiet"),
      o: () => openConsole?.(),
      h: () => print(keyHelp(controls.sites.length > 1, openConsole !== undefined)),
      q: quit,
      "^c": quit,
    };
    actions[key]?.();
  }

  #nextSite(): void {
    const { controls, print } = this.#options;
    if (controls.sites.length < 2) return;
    const at = this.#site === undefined ? -1 : controls.sites.indexOf(this.#site);
    this.#site = controls.sites[at + 1];
    print(`keys act on ${this.#site ?? "every site"}`);
  }

  #toggle(side: Side): void {
    const { controls, print } = this.#options;
    const targets = controls.targets(side, this.#site);
    const faults = controls.faults();
    const broken = targets.filter((target) => faults.some((fault) => fault.startsWith(`${target}=`)));
    for (const target of broken) controls.mend(target);
    if (broken.length === 0)
      for (const target of targets) controls.setFault(`${target}=${effects[this.#effect]}`);
    const are = targets.length === 1 ? "is" : "are";
    const now = broken.length > 0 ? "mended" : `broken: ${effects[this.#effect]}`;
    print(`${targets.join(", ")} ${are} ${now}`);
  }

  #showCache(): void {
    const { controls, print } = this.#options;
    const cached = controls.cache(this.#site);
    for (const { site, path, status, size, isExpired } of cached) {
      const name = controls.sites.length > 1 ? `${site} ` : "";
      print(`${status} ${String(size).padStart(9)} B ${isExpired ? "expired" : "fresh  "} ${name}${path}`);
    }
    print(counted(cached.length, "cached object"));
  }

  #ask(question: string, then: (answer: string) => void): void {
    this.#asking = true;
    this.#options.ask(question, (answer) => {
      this.#asking = false;
      if (answer) this.#refusable(() => then(answer));
    });
  }
}
