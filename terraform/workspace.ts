import { ExpressionError } from "./expression/syntax";
import { readWithin } from "./files";

/**
 * The workspace that Terraform would take in a folder: `TF_WORKSPACE`, then the one that `terraform workspace select` has
 * left there (Terraform, "Managing workspaces").
 */
export function selectedWorkspace(folder: string, { TF_WORKSPACE }: NodeJS.ProcessEnv = process.env): string {
  if (TF_WORKSPACE) return TF_WORKSPACE;
  try {
    return readWithin(folder, ".terraform/environment").toString("utf8").trim() || "default";
  } catch (error) {
    if (error instanceof ExpressionError) return "default";
    throw error;
  }
}
