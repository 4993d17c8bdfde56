import type { Ports } from "../../delivery/ports";
import { exitCodes } from "../../errors/exit-codes";
import { terminalPorts } from "../terminal/ask";
import { ending } from "./ending";

interface TellingOptions {
  readonly json: boolean;
  readonly yes?: boolean;
}

/**
 * Runs a verb whose result is what it tells: lines as they come or, for a machine, `{"ok": ..., "said": [...]}` once they
 * are all there, and the lines on standard error meanwhile.
 *
 * @param verb resolves with false where what it looked at is not as it should be
 */
export function telling(
  { json, yes = false }: TellingOptions,
  verb: (ports: Ports) => Promise<unknown>,
): Promise<void> {
  return ending(async () => {
    const said: string[] = [];
    const ports = terminalPorts({ yes });
    const say = (text: string) => {
      said.push(text);
      ports.note(text);
    };
    const ok = (await verb(json ? { ...ports, say } : ports)) !== false;
    if (json) console.log(JSON.stringify({ ok, said }, null, 2));
    return ok ? exitCodes.done : exitCodes.checkFailed;
  }, json);
}
