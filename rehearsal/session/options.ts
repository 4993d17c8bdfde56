/** What is rehearsed, and how. */
export interface SessionOptions {
  readonly port: number;
  /** Address that visitors come to; loopback by default. */
  readonly host: string;
  /** Port where visitors come by HTTP; those of `port` count as come by HTTPS. @default - there is none */
  readonly httpPort?: number;
  readonly controlPort: number;
  /** Which of several sites alone; all of them by default. */
  readonly site?: string;
  /** `<origin id>=<url or folder>`. */
  readonly origin: readonly string[];
  /** Faults to begin with. */
  readonly fault: readonly string[];
  /** Readings of what AWS leaves open, as `name=value`. */
  readonly reading: readonly string[];
  /** What visitors are, as `country=DE,device=mobile`. @default - as they come */
  readonly viewer?: readonly string[];
  /** Time that a copy takes from region to region, such as "1s". */
  readonly lag: string;
  /** A profile of `outlast traffic`, for visitors like those. @default - made-up ones */
  readonly traffic?: string;
  readonly watch: boolean;
}
