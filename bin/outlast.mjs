#!/usr/bin/env node
import { runTypeScript } from "./run.mjs";

await runTypeScript("cli/outlast.ts", process.argv.slice(2));
