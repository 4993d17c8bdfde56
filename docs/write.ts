import { writeFileSync } from "node:fs";
import { errorsPage } from "./errors";
import { verbsPage } from "./verbs";

writeFileSync("docs/errors.md", errorsPage());
writeFileSync("docs/verbs.md", verbsPage());
