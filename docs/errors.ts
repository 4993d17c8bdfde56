import { reviewRules } from "../audit/review/errors";
import { auditErrors } from "../audit/run/errors";
import { cliRules } from "../cli/errors";
import { checkRules } from "../config/checks";
import { renamedRules } from "../config/renamed-keys";
import { shapeRules } from "../config/shape";
import { initRules } from "../create/errors";
import { deliveryRules } from "../delivery/errors";
import { exitCodes } from "../errors/exit-codes";
import type { Rules } from "../errors/rules";
import { edgeBundleRules } from "../modules/edge-bundle/errors";
import { roleRules } from "../modules/github-access/errors";
import { operationsRules } from "../operations/errors";
import { projectRules } from "../project/errors";
import { drillRules } from "../rehearsal/drill/errors";
import { edgeRules } from "../rehearsal/edge";
import { regionsRules } from "../rehearsal/regions";
import { browserRules } from "../rehearsal/session/browser/errors";
import { cloudRules } from "../rehearsal/session/cloud/errors";
import { startRules } from "../rehearsal/session/start-error";
import { releaseRules } from "../release";
import { cspRules } from "../release/csp/errors";
import { reportRules } from "../report/errors";
import { terraformRules } from "../terraform/problems";
import { toolRules } from "../toolchain/errors";
import { trafficRules } from "../traffic/errors";

/** What one domain, or several that a reader takes for one, may report. */
interface Section {
  readonly title: string;
  /** When it is reported. */
  readonly about: string;
  readonly tables: readonly Rules[];
}

const sections: readonly Section[] = [
  {
    title: "Config",
    about: "Found while reading `site.config.ts`. Warnings are printed and pass.",
    tables: [shapeRules, renamedRules, checkRules],
  },
  {
    title: "New projects",
    about: "Found by `npm create outlast` and `outlast init`, which have written nothing then.",
    tables: [initRules],
  },
  {
    title: "Roles",
    about: "Found while the policies of the roles of GitHub Actions are written.",
    tables: [roleRules],
  },
  {
    title: "Releases",
    about:
      "Found by `outlast release`, `outlast rollback` and `outlast csp`. Whatever stops a release, the site that visitors see is whole, and the next release goes on from what the bucket holds.",
    tables: [releaseRules, cspRules, browserRules],
  },
  {
    title: "Delivery",
    about: "Found by the verbs that plan, review and apply.",
    tables: [reviewRules, auditErrors, deliveryRules],
  },
  {
    title: "Start",
    about: "Found by `outlast start`, which leaves nothing running then.",
    tables: [startRules],
  },
  {
    title: "Drills",
    about: "Found by `outlast drill` before anything has run, in a scenario or in what it is aimed at.",
    tables: [drillRules],
  },
  {
    title: "Reports",
    about: "Found while the result of a drill is read or drawn.",
    tables: [reportRules],
  },
  {
    title: "Traffic",
    about:
      "Found by `outlast traffic`, and by verbs that take its profile. What is wrong with some of the logs ends nothing.",
    tables: [trafficRules],
  },
  {
    title: "Terraform",
    about:
      "Found while the rehearsal reads a Terraform configuration, plan or state. Each names the resource, the attribute and its value; all of a file are reported at once.",
    tables: [terraformRules],
  },
  {
    title: "Regions",
    about:
      "Found in the two regions of S3 in memory: in what the Terraform says of its buckets, or in a fault.",
    tables: [regionsRules],
  },
  {
    title: "Edge",
    about:
      "Found while the edge takes a distribution, and while the functions for it are built from the config.",
    tables: [edgeRules, edgeBundleRules],
  },
  {
    title: "Verbs",
    about:
      "Found in what a verb is given: its options and files, the answer on a terminal, the site that is meant.",
    tables: [cliRules, projectRules],
  },
  {
    title: "Operations",
    about:
      "Found by whatever looks at a deployed site, or changes it: the outputs of its stack, the switch, `status`, `verify`.",
    tables: [operationsRules],
  },
  {
    title: "Local cloud",
    about: "Found by `outlast cloud`, besides those of the verbs.",
    tables: [cloudRules],
  },
  {
    title: "Tools",
    about: "Terraform, its provider and moto, which this project runs but does not bring along.",
    tables: [toolRules],
  },
];

/** Every table that the page is made of. */
export const tables: readonly Rules[] = sections.flatMap((section) => section.tables);

/** docs/errors.md. */
export function errorsPage(): string {
  return `# Errors and warnings

Every code that outlast reports is here, with the rule behind it and what to do; what is printed may say it with the
names at hand. Codes do not change. With \`--json\`, which every verb takes, it ends with
\`{"problems": [...]}\` on standard output, each with \`code\`, \`severity\`, \`value\`, \`rule\` and \`mend\`.

<!-- Written by \`npm run docs\` from the tables beside the code. -->

${sections.map(render).join("\n")}`;
}

function render({ title, about, tables: shown }: Section): string {
  const entries = shown
    .flatMap((table) => Object.entries(table))
    .map(([code, { exit = exitCodes.wrongInput, mend, rule, severity = "error" }]) => {
      const kind = severity === "error" ? `Error, exit code ${exit}` : "Warning";
      return `### ${code}\n\n${kind}. ${rule}\n\n**Mend:** ${mend}\n`;
    });
  return `## ${title}\n\n${about}\n\n${entries.join("\n")}`;
}
