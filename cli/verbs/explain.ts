import type { Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import { json } from "../options/arguments";
import { ending } from "../output/ending";

interface ExplainOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
  /** Its name or host. @default - every site */
  readonly site?: string;
}

/** Adds `explain`: a site for a person who has to sign it. */
export function addExplainVerb(program: Command): void {
  program
    .command("explain")
    .description(
      "say who may read and write, where data goes, what is logged, what fails over, and what nobody chose",
    )
    .option("--site <name>", "explain one site, by its name or host")
    .option("--markdown", "print Markdown")
    .addOption(json("print for a machine"))
    .action(({ json = false, markdown = false, site }: ExplainOptions) =>
      ending(async () => {
        const [own, { siteNamed }, { explainProject }, { explanationJson, explanationText }] =
          await Promise.all([
            import("../../project/own-project"),
            import("../../project/sites"),
            import("../../explain/read"),
            import("../../explain/render"),
          ]);
        const project = own.ownProject();
        const only = site === undefined ? undefined : siteNamed(project.sites, site).name;
        const sites = explainProject(project, own.ownDefinitions()).filter(
          ({ explanation }) => only === undefined || explanation.site === only,
        );
        const text = json
          ? JSON.stringify(
              { sites: sites.map((one) => explanationJson(one.explanation, one.lines)) },
              null,
              2,
            )
          : sites.map((one) => explanationText(one.explanation, one.lines, markdown)).join("\n");
        process.stdout.write(`${text.trimEnd()}\n`);
        return exitCodes.done;
      }, json),
    );
}
