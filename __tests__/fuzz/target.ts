/** A reader of what strangers write, and what it may say to it. */
export interface FuzzTarget {
  /** Documents to begin from. */
  readonly seeds: readonly string[] | (() => Promise<readonly string[]>);
  /** Changes a document. @default - as JSON, which it stays */
  readonly mutate?: (seed: string, random: () => number) => string;
  /** Reads one document. What it throws is a fault unless `isRefusal` knows it. */
  read(text: string): unknown;
  isRefusal(error: unknown): boolean;
  /** Ends what reading has started. */
  close?(): Promise<void>;
}
