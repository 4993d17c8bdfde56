/** Effects that `f` goes through, here and in the terminal. */
export const effects = ["503", "refuse", "blackhole", "hang", "403", "500", "dns", "reset", "404"] as const;

/** Every effect that regions know (docs/regions.md). */
export const allEffects = [
  ...["503", "refuse", "blackhole", "hang", "403", "500", "404", "dns", "tls", "reset"],
  ...["slow:500ms", "slow:2s", "slow:50KB/s", "paused"],
] as const;

/** For which requests; empty for every one. */
export const shares = ["", "50%", "20%", "5%", "every:3", "over:100/s"] as const;
/** For how long; empty until it is mended. */
export const durations = ["", "30s", "2m", "10m", "1h"] as const;
