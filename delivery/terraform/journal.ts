import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { terraformMessage } from "../../toolchain/terraform-messages";

/** Addresses of resources that a run has begun to make, with the ids of those that are made. */
export type Made = ReadonlyMap<string, string | undefined>;

/**
 * What an apply makes, kept beside the stack until the apply has ended by itself. Terraform writes a state in S3 every
 * twenty seconds at most, so a run that is killed has made things that no state knows.
 */
export class Journal {
  readonly #file: string;

  /** @param folder of the stack, initialized */
  constructor(folder: string) {
    this.#file = join(folder, ".terraform", "outlast-made.jsonl");
  }

  /** Takes a line of Terraform's machine-readable output. */
  note(line: string): void {
    const { type, hook } = terraformMessage(line) ?? {};
    const address = hook?.resource?.addr;
    if (hook?.action !== "create" || address === undefined) return;
    if (type === "apply_start") this.#append({ address });
    if (type === "apply_complete" && hook.id_value) this.#append({ address, id: hook.id_value });
  }

  /** What a run has noted that did not end by itself; nothing otherwise. */
  made(): Made {
    if (!existsSync(this.#file)) return new Map();
    const lines = readFileSync(this.#file, "utf8").split("\n").slice(0, -1);
    return new Map(lines.map((line) => JSON.parse(line)).map(({ address, id }) => [address, id]));
  }

  /** The run has ended by itself: the state knows what was made. */
  end(): void {
    rmSync(this.#file, { force: true });
  }

  /** Forgets all but these: the others are gone. */
  keep(addresses: readonly string[]): void {
    const kept = [...this.made()].filter(([address]) => addresses.includes(address));
    if (kept.length === 0) {
      this.end();
      return;
    }
    writeFileSync(`${this.#file}.new`, kept.map(([address, id]) => line({ address, id })).join(""));
    renameSync(`${this.#file}.new`, this.#file);
  }

  /** A line is written whole or not at all. */
  #append(entry: Entry): void {
    appendFileSync(this.#file, line(entry));
  }
}

interface Entry {
  readonly address: string;
  readonly id?: string | undefined;
}

function line(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`;
}
