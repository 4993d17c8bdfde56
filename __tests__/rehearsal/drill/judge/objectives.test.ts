import { expect, it } from "vitest";
import { judgeObjectives } from "../../../../rehearsal/drill/judge/objectives";
import type { RequestRecord } from "../../../../rehearsal/drill/run/record";
import { measures } from "../../../support/drill-results";

it("what is too old is explained by the copy that was shown, though a cache may show it and whatever the origins said", () => {
  const attempt = (originId: string) => ({ originId, outcome: 503, duration: 40 });
  const trace = {
    ...{ distributionId: "d", behavior: "*", result: "Hit", stale: true },
    origins: [attempt("primary"), attempt("replica")],
  };
  const record = {
    ...{ at: 0, duration: 80, method: "GET", path: "/", location: 0, status: 200, bytes: 1 },
    ...{ staleFor: 7_000, trace, site: { distributions: [{ id: "d" }] } },
  } as unknown as RequestRecord;
  const young = { ...record, staleFor: 5_000, trace: undefined } as unknown as RequestRecord;
  const judged = judgeObjectives({ staleness: 5_000 }, measures({ oldestStale: 7_000 }), [record, young], 0, {
    ...{ asked: () => undefined, selection: undefined, brokenAt: () => true, isLedByFunction: false },
  });
  expect(judged).toMatchObject([
    {
      ...{ objective: "staleness", value: 7_000, limit: 5_000, held: false },
      cause: { code: "cached-copy", answers: 1, setting: expect.stringMatching(/^stale-if-error /) },
    },
  ]);
});
