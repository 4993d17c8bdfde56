import type { PlannedFile, ReleasePlan } from "../plan/plan";
import type { Unevenness } from "../plan/unevenness";
import { pooled } from "../pool";
import { keysPerDelete, type ObjectStore, whenNotFound } from "../ports";
import type { FormerFile, RecordedFile } from "../record/manifest";
import type { Run } from "./context";
import { healthDocuments } from "./health-documents";
import type { ReleaseLock } from "./lock";
import { headersOf } from "./other-region";
import { type Expectation, passGate } from "./replica-gate";
import { retryingStore } from "./retrying-store";
import { writeFile } from "./write-file";

/** Carries a plan out, step by step, each one acknowledged before the next. The lock is held all the while. */
export class Publication {
  /** What the replica has not been seen to have yet. */
  readonly #pending: Expectation[] = [];
  readonly #written: RecordedFile[] = [];

  constructor(
    private readonly run: Run,
    private readonly lock: ReleaseLock,
  ) {}

  /** Everything that has been written so far. */
  get written(): readonly RecordedFile[] {
    return this.#written;
  }

  /** All files but service workers, or those alone, in their order; the replica has them in the end. */
  async upload({ phases }: ReleasePlan, { workers }: { readonly workers: boolean }): Promise<void> {
    for (const [index, { items, gate, workers: areWorkers }] of phases.entries()) {
      if (areWorkers !== workers) continue;
      if (gate) await this.#catchUp();
      this.run.progress.report({ type: "phase", phase: index + 1, of: phases.length, files: items.length });
      await pooled(items, this.run.options.concurrency, (item) => this.#write(item));
    }
    await this.#catchUp();
  }

  /** Writes once more, as it is, what the other region has not got of files that have left and of records; pages last. */
  async refresh({ lagging }: Unevenness): Promise<void> {
    for (const documents of [false, true]) {
      const keys = lagging.filter(({ document }) => document === documents).map(({ key }) => key);
      await pooled(keys, this.run.options.concurrency, (key) => this.#refresh(key));
      await this.#catchUp();
    }
  }

  async #refresh(key: string): Promise<void> {
    const { target } = this.run;
    await this.lock.keep();
    const head = await target.head(key).catch(whenNotFound);
    if (head === undefined) return;
    const headers = headersOf(head);
    const written = await target.copyVersion(key, { key }, headers).catch(whenNotFound);
    if (written) this.#pending.push({ key, ...written, headers, bytesChanged: true });
  }

  /** The documents that health checks read: what they name is there by now, and the replica's is in the replica. */
  async writeHealthDocuments(release: string): Promise<void> {
    const { site, target } = this.run;
    for (const { key, bytes, headers } of healthDocuments(release, site.regions)) {
      await this.lock.keep();
      const written = await target.put(key, { kind: "bytes", bytes }, { headers });
      this.#pending.push({ key, ...written, headers, bytesChanged: true });
    }
    await this.#catchUp();
  }

  /** Deletes documents before assets: the replica must not show a page whose assets are gone. */
  async retire(deletions: readonly FormerFile[]): Promise<void> {
    if (deletions.length === 0) return;
    for (const documents of [true, false]) {
      const keys = deletions.filter(({ document }) => document === documents).map(({ key }) => key);
      if (keys.length === 0) continue;
      for (let at = 0; at < keys.length; at += keysPerDelete) {
        await this.lock.keep();
        await this.run.target.delete(keys.slice(at, at + keysPerDelete));
      }
      this.#pending.push(...keys.map((key) => ({ key, gone: true }) as const));
      await this.#catchUp();
    }
    this.run.progress.report({ type: "retired", files: deletions.length });
  }

  async #write(item: PlannedFile): Promise<void> {
    await this.lock.keep();
    const written = await writeFile(item, this.run.target, this.#other);
    this.#written.push(written);
    const { key, size, md5, versionId, headers } = written;
    this.#pending.push({ key, etag: md5, versionId, headers, bytesChanged: item.change !== "metadata" });
    const isCopy = item.change === "metadata" || item.change === "uneven";
    this.run.progress.report({ type: "written", key, bytes: isCopy ? 0 : size });
  }

  /** The region that is not written to. */
  get #other(): ObjectStore {
    const { options, stores } = this.run;
    return retryingStore(stores[options.to === "primary" ? "replica" : "primary"], this.run);
  }

  async #catchUp(): Promise<void> {
    const { clock, options, progress, stores } = this.run;
    const expected = this.#pending.splice(0);
    if (!options.waitForReplica || options.to === "replica") return;
    await passGate(expected, {
      source: stores.primary,
      replica: stores.replica,
      clock,
      progress,
      timeout: options.replicaTimeout * 1000,
      keepLock: () => this.lock.keep(),
    });
  }
}
