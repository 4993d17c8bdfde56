import { CloudFrontError } from "./errors";

/** Something that CloudFront keeps: a configuration under an id, with the version that writes have to name. */
export interface Entity<T> {
  readonly id: string;
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly config: T;
}

/**
 * The version that a write names has to be the current one (CloudFront API reference, "If-Match" of each update and
 * delete).
 */
export function checkIfMatch(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined || ifMatch === "") {
    throw new CloudFrontError(
      "InvalidIfMatchVersion",
      "The If-Match version is missing or not valid for the resource.",
    );
  }
  if (ifMatch.replaceAll('"', "") !== etag) {
    throw new CloudFrontError(
      "PreconditionFailed",
      "The request failed because it didn't meet the preconditions in one or more request-header fields.",
    );
  }
}

/** Entities of one kind, in the order of their creation. */
export class EntityTable<E extends { readonly id: string; readonly etag: string }> {
  readonly #entities = new Map<string, E>();

  /**
   * @param missing the error code of an unknown id, and what it says
   * @param fixed AWS's own, which are in every account
   */
  constructor(
    private readonly missing: readonly [code: string, message: string],
    private readonly fixed: readonly E[] = [],
  ) {
    this.restore([]);
  }

  find(id: string): E | undefined {
    return this.#entities.get(id);
  }

  get(id: string): E {
    const entity = this.#entities.get(id);
    if (entity === undefined) throw new CloudFrontError(...this.missing);
    return entity;
  }

  /** The entity, if `ifMatch` is its version. */
  matching(id: string, ifMatch: string | undefined): E {
    const entity = this.get(id);
    checkIfMatch(ifMatch, entity.etag);
    return entity;
  }

  put(entity: E): E {
    this.#entities.set(entity.id, entity);
    return entity;
  }

  delete(id: string): void {
    this.#entities.delete(id);
  }

  all(): readonly E[] {
    return [...this.#entities.values()];
  }

  /** Those of the account, for `restore` of another table. */
  own(): readonly E[] {
    return this.all().filter(({ id }) => !this.isFixed(id));
  }

  isFixed(id: string): boolean {
    return this.fixed.some((entity) => entity.id === id);
  }

  /** Takes over what `own` of another table gave. */
  restore(entities: readonly E[]): void {
    this.#entities.clear();
    for (const entity of [...this.fixed, ...entities]) this.put(entity);
  }
}
