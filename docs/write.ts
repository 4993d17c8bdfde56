import { writeFileSync } from "node:fs";
import { auditPage } from "./audit";
import { errorsPage } from "./errors";
import { verbsPage } from "./verbs";

writeFileSync("docs/errors.md", errorsPage());
writeFileSync("docs/verbs.md", verbsPage());
writeFileSync("docs/audit/index.md", auditPage());
