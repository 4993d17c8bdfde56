/** What is rehearsed, and how. */
export interface SessionOptions {
  readonly port: number;
  /** Address that visitors come to; loopback by default. */
  readonly host: string;
  readonly controlPort: number;
  /** Which of several sites alone; all of them by default. */
  readonly site?: string;
  /** `<origin id>=<url or folder>`. */
  readonly origin: readonly string[];
  /** Faults to begin with. */
  readonly fault: readonly string[];
  /** Readings of what AWS leaves open, as `name=value`. */
  readonly reading: readonly string[];
  /** Time that a copy takes from region to region, such as "1s". */
  readonly lag: string;
  readonly watch: boolean;
}
