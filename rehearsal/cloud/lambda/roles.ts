import type { Upstream } from "../forward";
import type { CloudRequest, CloudResponse } from "../http";
import { formOf } from "../iam";
import type { CodeStore } from "./code-store";

/**
 * In front of moto's IAM, which deletes a role whoever still needs it, as AWS does: the edge locations that run a function
 * of it can no longer become it (Lambda guide, Troubleshoot execution issues).
 */
export class FunctionRoles {
  constructor(
    private readonly upstream: Upstream,
    private readonly store: CodeStore,
    private readonly changed: () => void,
  ) {}

  async handle(request: CloudRequest): Promise<CloudResponse> {
    const response = await this.upstream.send(request);
    const form = formOf(request);
    const action = form.get("Action");
    if (response.status < 300 && (action === "CreateRole" || action === "DeleteRole")) {
      this.store.setRole(form.get("RoleName") ?? "", action === "CreateRole");
      this.changed();
    }
    return response;
  }
}
