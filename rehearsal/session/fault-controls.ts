import { OutlastError } from "../../errors/outlast-error";
import { type ActiveFault, formatFault } from "../regions";
import { type ControlAction, type ControlActions, ControlError } from "../server";

/** Regions of S3 that can be broken. */
export interface Breakable {
  readonly faultTargets: readonly string[];
  readonly faults: readonly ActiveFault[];
  /** @throws {OutlastError} for what is no fault, or has no target here */
  setFault(text: string): unknown;
  clearFault(id: number): unknown;
  /** Of one target, or of all. */
  clearFaults(target?: string): unknown;
}

/** What people and scripts do to regions, in the words of docs/rehearsal.md. */
export class FaultControls {
  /** @param changed called after what was broken or mended */
  constructor(
    private readonly regions: Breakable,
    private readonly changed = () => {},
  ) {}

  /** Sets a fault such as `primary=503@50%`. @throws {ControlError} that says what is allowed */
  set(text: string): void {
    try {
      this.regions.setFault(text);
      this.changed();
    } catch (error) {
      if (error instanceof OutlastError) throw new ControlError(error.value);
      throw error;
    }
  }

  /**
   * Mends one target, or everything; or one fault, which is named as `list` has it, or without its effect
   * (`primary:/blog/*`). @throws {ControlError} for what is neither
   */
  mend(target?: string): void {
    const { regions } = this;
    if (target === undefined || regions.faultTargets.includes(target)) {
      regions.clearFaults(target);
      this.changed();
      return;
    }
    const named = regions.faults.filter(({ fault }) => {
      const text = formatFault(fault);
      return text === target || text.startsWith(`${target}=`);
    });
    if (named.length === 0) {
      const known = [...regions.faultTargets, ...this.list()];
      throw new ControlError(`no target "${target}"; there is ${known.join(", ") || "none"}`);
    }
    for (const { id } of named) regions.clearFault(id);
    this.changed();
  }

  list(): string[] {
    return this.regions.faults.map(({ fault }) => formatFault(fault));
  }

  /** Faults that meet every path of any of these targets. */
  of(targets: readonly string[]): string[] {
    return this.list().filter((text) => targets.some((target) => text.startsWith(`${target}=`)));
  }

  /** Faults that meet any path of any of these targets. */
  aimedAt(targets: readonly string[]): string[] {
    return this.regions.faults.flatMap(({ fault }) =>
      targets.includes(fault.target) ? [formatFault(fault)] : [],
    );
  }

  /** What is broken, and what can be. */
  state(): { readonly faults: readonly string[]; readonly targets: readonly string[] } {
    return { faults: this.list(), targets: this.regions.faultTargets };
  }

  /** The actions of the control API. */
  actions(): ControlActions {
    return {
      "POST /faults": taking(["fault"], ({ fault }) => {
        this.set(requireText(fault, "fault"));
        return { faults: this.list() };
      }),
      "POST /mend": taking(["target"], ({ target }) => {
        this.mend(optionalText(target, "target"));
        return { faults: this.list() };
      }),
    };
  }
}

/** An action that refuses what it would ignore. */
export function taking(names: readonly string[], act: ControlAction): ControlAction {
  return (input) => {
    const stranger = Object.keys(input).find((name) => !names.includes(name));
    if (stranger === undefined) return act(input);
    throw new ControlError(`${stranger}: this action takes ${names.join(" and ") || "nothing"}`);
  };
}

/** @throws {ControlError} for what is there and is no string */
export function optionalText(value: unknown, name: string): string | undefined {
  return value === undefined ? undefined : requireText(value, name);
}

/** @throws {ControlError} for what is no string */
export function requireText(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  throw new ControlError(`${name}: expected a string`);
}
