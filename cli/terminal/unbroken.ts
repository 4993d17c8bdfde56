import type { EventEmitter } from "node:events";
import { endingSignals } from "./interruption";

/**
 * Lets short work come to its end whatever signal comes meanwhile, so that its outcome is told as always.
 *
 * @param say tells whoever interrupts it that the outcome follows
 */
export function unbroken(source: EventEmitter, say: (text: string) => void) {
  return async <T>(work: () => Promise<T>): Promise<T> => {
    const onSignal = () => say("it has begun, and ends within seconds: what became of it follows");
    for (const signal of endingSignals) source.on(signal, onSignal);
    try {
      return await work();
    } finally {
      for (const signal of endingSignals) source.off(signal, onSignal);
    }
  };
}
