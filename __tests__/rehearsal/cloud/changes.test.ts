import { expect, test } from "vitest";
import { Changes } from "../../../rehearsal/cloud/changes";
import { VirtualClock } from "../../../rehearsal/edge";

test("many changes may be on their way at once, and Node warns of nothing", async () => {
  const warnings: string[] = [];
  const listen = (warning: Error) => warnings.push(warning.message);
  process.on("warning", listen);
  const changes = new Changes(new VirtualClock());
  for (let count = 0; count < 50; count++) changes.changed(1000);
  await new Promise(setImmediate);
  process.off("warning", listen);
  expect(warnings).toEqual([]);
});
