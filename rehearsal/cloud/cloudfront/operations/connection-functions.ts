import type { CloudFrontContext } from "../context";
import { CloudFrontError } from "../errors";
import type { Handlers } from "../handler";
import { shownValues } from "../kept";
import { type Kind, kinds } from "../kinds";
import type { InputOf } from "../schema/plain";
import { projectOutput } from "../schema/project";

/** Functions of mutual TLS, which run before there is a request. They are kept, and nothing here runs them. */
export function connectionFunctionOperations({ state }: CloudFrontContext): Handlers {
  const kind = kinds.get("ConnectionFunction") as Kind;
  const table = state.table(kind);
  return {
    PublishConnectionFunction: (input, operation) => {
      const { Id, IfMatch } = input as InputOf<"PublishConnectionFunction">;
      const current = table.matching(Id, IfMatch);
      const published = table.put({ ...current, beside: { published: current.etag } });
      return projectOutput(operation, { ...shownValues(kind, published), Stage: "LIVE" });
    },
    TestConnectionFunction: (input) => {
      const { Id, IfMatch } = input as InputOf<"TestConnectionFunction">;
      table.matching(Id, IfMatch);
      throw new CloudFrontError("UnsupportedOperation", "The local cloud does not run connection functions.");
    },
  };
}
