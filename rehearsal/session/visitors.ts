import { type ViewerFacts, viewerDevices } from "../edge";
import { type ControlActions, ControlError } from "../server";
import { optionalText, taking } from "./fault-controls";

/** What every visitor is at the moment: a laptop's address lies in no country, and one laptop is one device. */
export class Visitors {
  #facts: ViewerFacts = {};

  get facts(): ViewerFacts {
    return this.#facts;
  }

  /**
   * Has visitors be such as `country=DE,device=mobile`; what it leaves out is no longer said of them.
   * @throws {ControlError} with all that is wrong with it
   */
  set(text: string): void {
    const facts: { [name: string]: string } = {};
    const problems = text.split(",").flatMap((part) => {
      if (part.trim() === "") return [];
      const [name = "", ...rest] = part.split("=").map((side) => side.trim());
      const value = rest.join("=");
      if (Object.hasOwn(facts, name)) return [`${name} is said twice`];
      const fact = factOf(name, value);
      if (typeof fact === "object") return [fact.problem];
      facts[name] = fact;
      return [];
    });
    if (problems.length > 0) throw new ControlError(problems.join("; "));
    this.#facts = facts;
  }

  /** As `set` takes it. */
  toString(): string {
    return Object.entries(this.#facts)
      .map(([name, value]) => `${name}=${value}`)
      .join(",");
  }

  /** The action of the control API. */
  actions(): ControlActions {
    return {
      "POST /viewer": taking(["viewer"], ({ viewer }) => {
        this.set(optionalText(viewer, "viewer") ?? "");
        return { viewer: String(this) };
      }),
    };
  }
}

function factOf(name: string, value: string): string | { readonly problem: string } {
  if (name === "country")
    return /^[a-z]{2}$/i.test(value)
      ? value.toUpperCase()
      : { problem: `country=${value} is no code of two letters, such as DE` };
  if (name !== "device") return { problem: `there is no ${name}; there is country and device` };
  return (
    viewerDevices.find((device) => device === value.toLowerCase()) ?? {
      problem: `device=${value} is none of ${viewerDevices.join(", ")}`,
    }
  );
}
