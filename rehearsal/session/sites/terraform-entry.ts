// Runs in a process of its own: a file that nobody knows may take all the time and memory there that it likes.
import { loadTerraformAt, TerraformReadError } from "../../terraform";
import type { FileReading } from "./apart";

// The parser of HCL would keep this process.
void read(process.argv[2] as string).then((reading) => process.send?.(reading, () => process.exit()));

async function read(path: string): Promise<FileReading> {
  try {
    return { loaded: await loadTerraformAt(path) };
  } catch (error) {
    if (!(error instanceof TerraformReadError)) throw error;
    return { refusal: error.message };
  }
}
