import { InvalidArgumentError } from "commander";

/** A port of an option; 0 is a free one. @throws {InvalidArgumentError} */
export function port(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new InvalidArgumentError("expected a port from 0 to 65535.");
}

/** An option that may be repeated. */
export const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value];
