import { type Command, Option } from "commander";
import { switching } from "../options/switching";

/** Adds `evacuate`. */
export function addEvacuateVerb(program: Command): void {
  switching(program.command("evacuate"), "replica")
    .description("send every request to the replica first, within seconds, without Terraform")
    .addOption(new Option("--to <side>", "where to").choices(["replica"]).default("replica"));
}
