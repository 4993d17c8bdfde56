import type { CachedObject } from "../rehearsal/edge";
import { shownBytes, shownTime } from "../report/format";

/** Of an edge location, where there are several. */
export type LocatedObject = CachedObject & { readonly location?: string };

/** What the edge has, and why. */
export function CacheView({ entries, now }: { entries: readonly LocatedObject[]; now: number }) {
  if (entries.length === 0) return <p class="soft">Nothing is cached.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard (axe: scrollable-region-focusable)
    <section class="scroll" tabIndex={0} aria-label="Cache">
      <table>
        <thead>
          <tr>
            {["Path", "Status", "Size", "Age", "Left", "Kept by"].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries
            .slice(-500)
            .toReversed()
            .map((entry) => (
              <tr
                key={`${entry.location} ${entry.distributionId} ${entry.path} ${entry.encoding} ${entry.storedAt}`}
              >
                <th scope="row">
                  {entry.path}{" "}
                  <span class="soft">{[entry.encoding, entry.location].filter(Boolean).join(", ")}</span>
                </th>
                <td>{entry.status}</td>
                <td>{shownBytes(entry.size)}</td>
                <td>{shownTime(Math.max(0, now - entry.storedAt))}</td>
                <td>{entry.isExpired ? "expired" : shownTime(entry.expiresAt - now)}</td>
                <td>
                  {entry.keptBy} <span class="soft">{entry.cacheControl}</span>
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}
