import { afterEach, expect, it, vi } from "vitest";
import { Reporter } from "../../cli/output/reporter";
import { Session } from "../../rehearsal/session/session";
import { rehearsedSites } from "../rehearsal/session/support/served";
import { expectGolden } from "./golden";

const regions = { primary: "eu-central-1", replica: "eu-west-1" };
const options = {
  ...{ port: 0, controlPort: 0, host: "127.0.0.1", lag: "1s", watch: false },
  ...{ origin: [], fault: ["primary=503"], reading: ["defaultRootObject=after-functions"] },
};

/** What is asked, in this order, and after a visit to a page. */
const requests: readonly (readonly [string, string?])[] = [
  ["GET /state"],
  ["GET /cache"],
  ["POST /faults", '{"fault":"replica:/blog/*=500@50%,for:10m"}'],
  ["POST /faults", '{"fault":"moon=503"}'],
  ["POST /faults", '{"fault":503}'],
  ["POST /mend", '{"target":"primary"}'],
  ["POST /mend", '{"target":"moon"}'],
  ["POST /mend", "{}"],
  ["POST /evacuate", '{"site":"docs"}'],
  ["POST /evacuate", '{"site":"moon"}'],
  ["GET /state"],
  ["POST /return", "{}"],
  ["POST /invalidate", '{"paths":["/*"],"site":"shop"}'],
  ["POST /invalidate", '{"paths":["/*"]}'],
  ["POST /invalidate", '{"paths":[]}'],
  ["POST /invalidate", '{"paths":["no slash*here*"]}'],
  ["GET /unrehearsed"],
  ["POST /viewer", '{"viewer":"country=DE,device=mobile"}'],
  ["POST /viewer", '{"viewer":"country=Germany"}'],
  ["POST /clear", "{}"],
  ["POST /clear", '{"all":true}'],
  ["POST /clear", "[]"],
  ["GET /cache"],
  ["GET /nothing"],
];

let session: Session | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await session?.close();
});

it("the control API, and the lines of `start --json`, are what they were", async () => {
  const told: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void told.push(line));
  vi.spyOn(Date, "now").mockReturnValue(Date.UTC(2030, 0, 1));
  const sites = rehearsedSites({ name: "docs", regions }, { name: "shop", regions });
  const source = { read: async () => sites, watched: [], close: () => {} };
  session = await Session.open(source, options, new Reporter(true));
  const ready = JSON.parse(told.find((line) => line.includes('"ready"')) ?? "");
  await fetch(`${ready.url}/404.html`, { headers: { "accept-encoding": "identity" } });

  const answers: string[] = [];
  for (const [action, body] of requests) {
    const [method, path] = action.split(" ");
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${ready.control}${path}`, { method, headers, ...(body && { body }) });
    answers.push(`${action}${body ? ` ${body}` : ""}\n${answer.status} ${await answer.text()}`);
  }
  const text = [...told, "", ...answers].join("\n").replace(/(127\.0\.0\.1|localhost):\d+/g, "$1:<port>");
  expect(answers).toHaveLength(requests.length);
  await expectGolden("control-api.txt", text);
});
