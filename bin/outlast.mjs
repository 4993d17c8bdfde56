#!/usr/bin/env node
import { runTypeScript } from "./run.mjs";

await runTypeScript("cli/outlast.ts", process.argv.slice(2), told);

/** A stack trace is for those who mend outlast: others are told what happened, and the nearest place that is no package's. */
function told(stack) {
  if (process.env.OUTLAST_DEBUG) return stack;
  const [what, ...frames] = stack.split(/\n\s+at /);
  const place = frames.find((frame) => !/node:|node_modules/.test(frame));
  const where = place === undefined ? "" : `, at ${place}`;
  return `OUTLAST_FAULT: ${what}${where}\n  A fault of outlast, unless that place is yours. OUTLAST_DEBUG=1 prints all of it.`;
}
