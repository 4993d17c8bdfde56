import { type FSWatcher, watch } from "node:fs";

/** Editors write a file in several steps; builds write many. */
const quietPeriod = 100;

/**
 * Calls back once what changed has been quiet for a moment. A call that is still under way when more changes
 * come is followed by one more, never joined by it.
 */
export function watchPaths(paths: readonly string[], onChange: () => Promise<void>): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  const fire = () => {
    if (running) {
      again = true;
      return;
    }
    running = onChange().finally(() => {
      running = undefined;
      if (again) {
        again = false;
        fire();
      }
    });
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(fire, quietPeriod);
  };
  const watchers: FSWatcher[] = paths.map((path) => watch(path, { recursive: true }, later));
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
