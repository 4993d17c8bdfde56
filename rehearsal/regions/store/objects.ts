/** Headers that S3 stores with an object and returns as they were given. */
export interface ObjectMetadata {
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly expires?: string;
  readonly websiteRedirectLocation?: string;
  /** x-amz-meta-*, names without that prefix. */
  readonly userMetadata?: Readonly<Record<string, string>>;
}

/** What copies and replicas share; never changed after the write. */
export interface ObjectContent {
  readonly body: Uint8Array;
  /** With its quotes. */
  readonly etag: string;
  readonly metadata: ObjectMetadata;
}

/** As x-amz-replication-status says it. */
export type ReplicationStatus = "PENDING" | "COMPLETED" | "FAILED" | "REPLICA";

interface VersionBase {
  readonly key: string;
  readonly versionId: string;
  /** Milliseconds since the epoch; a replica has its source's. */
  readonly lastModified: number;
  /** Orders versions of one millisecond; a replica has its source's. */
  readonly sequence: number;
  replicationStatus?: ReplicationStatus;
}

/** A version that has content. */
export interface ObjectVersion extends VersionBase {
  readonly type: "object";
  readonly content: ObjectContent;
  readonly lastModifiedHttp: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface DeleteMarker extends VersionBase {
  readonly type: "delete-marker";
}

/** What a key has, one after the other. */
export type Version = ObjectVersion | DeleteMarker;

/** What an object is written with. */
export interface PutObjectOptions extends ObjectMetadata {
  readonly tags?: Readonly<Record<string, string>>;
  /** Write only if there is no current object. */
  readonly ifNoneMatch?: "*";
  /** Write only over a current object of this ETag. */
  readonly ifMatch?: string;
}

/** Who caused a change: S3 replicates what users do only. */
export type Author = "user" | "lifecycle" | "replication";
