import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
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

  /** A line is written whole or not at all. */
  #append(entry: { readonly address: string; readonly id?: string }): void {
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }
}
