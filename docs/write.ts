import { readFileSync, writeFileSync } from "node:fs";
import { auditPage } from "./audit";
import { configPage } from "./config-page";
import { errorsPage } from "./errors";
import { libraryPage } from "./library-page";
import { verbsPage } from "./verbs";

for (const [page, write] of [
  ["docs/config.md", configPage],
  ["docs/library.md", libraryPage],
] as const)
  writeFileSync(page, write(readFileSync(page, "utf8")));
writeFileSync("docs/errors.md", errorsPage());
writeFileSync("docs/verbs.md", verbsPage());
writeFileSync("docs/audit/index.md", auditPage());
