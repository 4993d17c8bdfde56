import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, dirname } from "node:path";

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
  const watchers = paths.map((path) => watchPath(path, later));
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/**
 * Watches a file or a folder through its parent too: editors put a new file in the place of the old one, and builds
 * a new folder, while the system's watch stays with what was there before.
 */
function watchPath(path: string, onChange: () => void): { close(): void } {
  let inside = watchInside(path, onChange);
  const around = watch(dirname(path), (_, name) => {
    if (name !== basename(path)) return;
    inside?.close();
    inside = watchInside(path, onChange);
    onChange();
  });
  return {
    close() {
      inside?.close();
      around.close();
    },
  };
}

/** Everything in a folder; nothing for a file, or for what is not there now. */
function watchInside(path: string, onChange: () => void): FSWatcher | undefined {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  // A folder that goes while it is watched is an error of the watch, and its parent's to tell.
  return watch(path, { recursive: true }, onChange).on("error", onChange);
}
