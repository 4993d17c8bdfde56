import { type Command, Option } from "commander";
import type { Questions } from "./answers";
import { type Framework, frameworks } from "./frameworks";

/** Options of `outlast init` and of `create-outlast`. */
export interface InitOptions extends Questions {
  readonly yes: boolean;
  readonly outlast?: string;
  readonly framework: Framework;
}

/** The four questions as options, for both commands. */
export function withQuestions(command: Command): Command {
  return command
    .argument("[folder]", "where the project is, or is going to be", ".")
    .option("--name <name>", "name of the site; the folder's by default")
    .option("--regions <primary,replica>", "by id or city, such as Frankfurt,Ireland; the nearest by default")
    .option("--domain <domain>", "host name of the site, or none")
    .option("--github <owner/name>", "repository whose workflows deploy it, or none")
    .option("--outlast <version>", "version, tag or tarball of outlast that package.json asks for")
    .addOption(
      new Option("--framework <name>", "what the project is made of: CDKTF, or CDK Terrain")
        .choices(Object.keys(frameworks))
        .default("cdktf"),
    )
    .option("--yes", "ask nothing: what no option says is as suggested", false);
}
