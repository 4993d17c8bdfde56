import type { CloudFrontFunction } from "../../model";
import { isBounded } from "../isolation/bounded";
import { hasTick, meter, tick } from "../isolation/meter";
import { parseFunction } from "./language";
import { type ModuleState, moduleState } from "./module-state";

/** A function's code with its counter. */
export interface MeteredCode {
  readonly code: string;
  /** Whether the counter bounds every call. */
  readonly bounded: boolean;
  /** What the module keeps between calls, of a function whose answers depend on its request alone otherwise. */
  readonly state: ModuleState;
}

/** As many as a project has functions, with room: a deployment or another rehearsal loads the same ones again. */
const remembered = 16;
const known = new Map<string, MeteredCode>();

/**
 * Parses and meters a function's code, once for the same code.
 *
 * @throws {UnsupportedLanguageError}
 */
export function meteredCode({ code, runtime }: CloudFrontFunction): MeteredCode {
  const id = `${runtime} ${code}`;
  const before = known.get(id);
  if (before) return before;
  const program = parseFunction(code, runtime);
  if (hasTick(program)) throw new Error(`the name ${tick} is reserved`);
  const metered = { code: meter(code, program), bounded: isBounded(program), state: moduleState(program) };
  const [oldest] = known.keys();
  if (known.size >= remembered && oldest !== undefined) known.delete(oldest);
  known.set(id, metered);
  return metered;
}
