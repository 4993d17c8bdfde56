import { once } from "node:events";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";

/** The first line that somebody writes. What becomes of the connection afterwards is told by its `close` alone. */
export async function firstLine(from: Socket): Promise<string> {
  const lines = createInterface(from).on("error", () => {});
  const gone = once(lines, "close").then(() => {
    throw new Error("whoever was to say something is gone");
  });
  const [line] = await Promise.race([once(lines, "line"), gone]);
  return line;
}
