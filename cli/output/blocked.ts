import { type Blocked, blockedCount } from "../../release/csp";

/** Findings for a person, page by page. */
export function renderBlocked(blocked: readonly Blocked[]): string {
  const pages = [...new Set(blocked.map(({ page }) => page))];
  const lines = pages.flatMap((page) => [
    `  ${page}`,
    ...blocked
      .filter((one) => one.page === page)
      .map(
        ({ by, directive, needs, what }) =>
          `    ${by === "page" ? `${directive} of the page's own <meta>` : directive} blocks ${what}\n      it would need ${needs}`,
      ),
  ]);
  return [`${blockedCount(blocked.length, pages.length)}:`, ...lines].join("\n");
}
