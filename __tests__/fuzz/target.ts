/** A reader of what strangers write, and what it may say to it. */
export interface FuzzTarget {
  /** JSON documents to begin from. */
  readonly seeds: readonly string[];
  /** Reads one document. What it throws is a fault unless `isRefusal` knows it. */
  read(text: string): unknown;
  isRefusal(error: unknown): boolean;
}
