import type { Command } from "commander";
import { switching } from "../options/switching";

/** Adds `return`. */
export function addReturnVerb(program: Command): void {
  switching(program.command("return"), "primary").description(
    "send every request to the primary first again",
  );
}
