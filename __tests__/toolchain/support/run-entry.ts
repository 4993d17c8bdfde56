import { runProcess } from "../../../toolchain/run-process";

/** Runs the program that the arguments name, as every verb does: for tests that kill whoever runs it. */
const [command = "", ...args] = process.argv.slice(2);
void runProcess(command, args, { cwd: process.cwd(), env: process.env, onLine: console.log });
