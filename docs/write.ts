import { readFileSync, writeFileSync } from "node:fs";
import { auditPage } from "./audit";
import { configPage } from "./config-page";
import { errorsPage } from "./errors";
import { verbsPage } from "./verbs";

writeFileSync("docs/config.md", configPage(readFileSync("docs/config.md", "utf8")));
writeFileSync("docs/errors.md", errorsPage());
writeFileSync("docs/verbs.md", verbsPage());
writeFileSync("docs/audit/index.md", auditPage());
