// Runs in a process of its own: a file that nobody knows may take all the time and memory there that it likes.
import { loadTerraformFile, TerraformReadError } from "../../terraform";
import type { FileReading } from "./apart";

process.send?.(read(process.argv[2] as string), () => process.disconnect());

function read(path: string): FileReading {
  try {
    return { loaded: loadTerraformFile(path) };
  } catch (error) {
    if (!(error instanceof TerraformReadError)) throw error;
    return { refusal: error.message };
  }
}
