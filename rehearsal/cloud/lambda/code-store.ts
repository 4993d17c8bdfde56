import { unzipSync } from "fflate";
import type { LambdaFunction } from "../../edge";
import type { PublishedFunction } from "../cloudfront/context";

/** A published version, with the archive that was deployed as it. */
export interface StoredVersion extends PublishedFunction {
  /** With the version number. */
  readonly arn: string;
  /** ARN of what it runs as. */
  readonly role?: string;
  readonly name: string;
  readonly handler: string;
  /** Seconds. */
  readonly timeout: number;
  /** Megabytes. */
  readonly memorySize: number;
  readonly archive: Buffer;
}

type RunnableLambda = Pick<
  LambdaFunction,
  "name" | "runtime" | "handler" | "timeout" | "memorySize" | "files"
>;

/** Archives of functions: the unpublished one of each, and those of its versions. */
export class CodeStore {
  /** By unqualified ARN. */
  readonly #latest = new Map<string, Buffer>();
  /** By qualified ARN. */
  readonly #versions = new Map<string, StoredVersion>();
  readonly #unpacked = new WeakMap<StoredVersion, RunnableLambda>();
  /** Names of roles that were deleted. */
  readonly #roleless = new Set<string>();

  latest(arn: string): Buffer | undefined {
    return this.#latest.get(arn);
  }

  setLatest(arn: string, archive: Buffer): void {
    this.#latest.set(arn, archive);
  }

  version(arn: string): StoredVersion | undefined {
    return this.#versions.get(arn);
  }

  /** A version never changes: publishing unchanged code gives the version that there is. */
  addVersion(version: StoredVersion): void {
    if (!this.#versions.has(version.arn)) this.#versions.set(version.arn, version);
  }

  /** Forgets a function with all its versions, or one version. */
  delete(arn: string): void {
    this.#latest.delete(arn);
    for (const qualified of this.#versions.keys())
      if (qualified === arn || qualified.startsWith(`${arn}:`)) this.#versions.delete(qualified);
  }

  /** Notes that a role is there, or no longer. */
  setRole(name: string, exists: boolean): void {
    if (exists) this.#roleless.delete(name);
    else this.#roleless.add(name);
  }

  /** A version as the edge runs it; the same object each time, so that it is started once. Without its role it cannot start. */
  runnable(arn: string): RunnableLambda | undefined {
    const version = this.#versions.get(arn);
    if (version === undefined) return undefined;
    let runnable = this.#unpacked.get(version);
    if (runnable === undefined) {
      const { name, runtime, handler, timeout, memorySize } = version;
      runnable = { name, runtime, handler, timeout, memorySize, files: unpack(version.archive) };
      this.#unpacked.set(version, runnable);
    }
    const role = version.role?.split("/").at(-1) ?? "";
    return this.#roleless.has(role) ? { ...runnable, files: new Map() } : runnable;
  }

  toJSON(): CodeSnapshot {
    return {
      latest: [...this.#latest].map(([arn, archive]) => [arn, archive.toString("base64")] as const),
      versions: [...this.#versions.values()].map((version) => ({
        ...version,
        archive: version.archive.toString("base64"),
      })),
      roleless: [...this.#roleless],
    };
  }

  restore({ latest, roleless = [], versions }: CodeSnapshot): void {
    this.#latest.clear();
    this.#versions.clear();
    this.#roleless.clear();
    for (const name of roleless) this.setRole(name, false);
    for (const [arn, archive] of latest) this.setLatest(arn, Buffer.from(archive, "base64"));
    for (const version of versions)
      this.addVersion({ ...version, archive: Buffer.from(version.archive, "base64") });
  }
}

export interface CodeSnapshot {
  readonly latest: readonly (readonly [arn: string, base64: string])[];
  readonly versions: readonly (Omit<StoredVersion, "archive"> & { readonly archive: string })[];
  /** A snapshot of an earlier version has none. */
  readonly roleless?: readonly string[];
}

/** An archive that cannot be read has no files: the function then fails at the edge, as it would on AWS. */
function unpack(archive: Buffer): ReadonlyMap<string, Uint8Array> {
  try {
    return new Map(Object.entries(unzipSync(archive)));
  } catch {
    return new Map();
  }
}
