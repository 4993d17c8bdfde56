import type { EventEmitter } from "node:events";
import { sameCtrlC } from "./interruption";

const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Resolves with the first signal that ends a session. npm and npx pass on what a terminal sends to this program as well:
 * until `sameCtrlC` is over, a signal is that one again, and must not end the process in the middle of its closing. A
 * later one does, as signals do by themselves.
 */
export function endSignal(source: EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    const onSignal = () => {
      resolve();
      setTimeout(() => {
        for (const signal of signals) source.off(signal, onSignal);
      }, sameCtrlC).unref();
    };
    for (const signal of signals) source.on(signal, onSignal);
  });
}
