/** An invalidation that CloudFront would refuse. */
export class InvalidationError extends Error {
  readonly code = "EDGE_INVALIDATION_INVALID";

  constructor(readonly problems: readonly string[]) {
    super(`invalidation refused:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}
