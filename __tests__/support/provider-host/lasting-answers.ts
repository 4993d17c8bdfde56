import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { type Passage, whole } from "./without-wait";

/** Calls whose answer is made of what is asked and of nothing else, neither of what AWS has nor of the calls before. */
const calls = [
  ...["PrepareProviderConfig", "ValidateResourceTypeConfig", "ValidateDataSourceConfig"],
  "UpgradeResourceState",
].map((name) => `/tfplugin5.Provider/${name}`);

/**
 * The provider's own answers to what Terraform asks again at every command, byte for byte: whether its configuration and
 * each resource's is valid is two thirds of what a provider computes in a plan. They are files of a folder, so that the
 * hosts of several processes have them in common.
 */
export class LastingAnswers {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** Whether the answer to such a call lasts. */
  has(call: string): boolean {
    return calls.includes(call);
  }

  /** What was answered to the same, if it was asked. */
  to(call: string, asked: Buffer): Buffer | undefined {
    try {
      return readFileSync(this.#file(call, asked));
    } catch {
      return undefined;
    }
  }

  /** Keeps what goes through as the answer; a call that failed has none. */
  keeping(call: string, asked: Buffer): Passage {
    const keep = (answer: Buffer) => {
      if (answer.length === 0) return;
      // Never half of it under its name.
      const written = join(this.folder, randomUUID());
      writeFileSync(written, answer);
      renameSync(written, this.#file(call, asked));
    };
    return { asked: new PassThrough(), answered: whole(keep) };
  }

  #file(call: string, asked: Buffer): string {
    return join(this.folder, createHash("sha256").update(`${call}\n`).update(asked).digest("hex"));
  }
}
