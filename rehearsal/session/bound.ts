import type { Listening } from "../server";
import { startError } from "./start-error";

/** An option with its value, for the message. */
type Option = readonly [name: string, value: string | number];

/** What says that the address is none of this machine's, or none at all. */
const wrongHost = ["EADDRNOTAVAIL", "EAFNOSUPPORT", "EAI_AGAIN", "EINVAL", "ENOTFOUND"];

/**
 * Listens, and says by which option it is chosen what cannot be had.
 * @throws {OutlastError} START_PORT_IN_USE, START_ADDRESS
 */
export async function bound(
  options: { readonly port: Option; readonly host?: Option },
  listen: () => Promise<Listening>,
): Promise<Listening> {
  const { port, host } = options;
  try {
    return await listen();
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw startError("START_PORT_IN_USE", `${port.join(" ")} is in use`);
    const refused = code === "EACCES" ? port : wrongHost.includes(code) ? host : undefined;
    if (refused === undefined) throw error;
    throw startError("START_ADDRESS", `${refused.join(" ")} cannot be listened on (${code})`);
  }
}
