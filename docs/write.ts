import { writeFileSync } from "node:fs";
import { errorsPage } from "./errors";

writeFileSync("docs/errors.md", errorsPage());
