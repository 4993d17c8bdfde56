import { announcedControls } from "./running";
import { startError } from "./start-error";

/** What a session answers to an action on its faults. */
export interface FaultsNow {
  readonly faults: readonly string[];
}

/**
 * Does something to the faults of a session that runs in another process.
 *
 * @param port of its control API; that of the only session of this project by default
 * @throws {OutlastError} `SESSION_NONE`, `SESSION_SEVERAL`, `SESSION_REFUSED`
 */
export async function askSession(
  action: "/faults" | "/mend",
  body: object,
  port?: number,
): Promise<FaultsNow> {
  const url =
    port === undefined ? theOnlyOne(await listening(announcedControls())) : `http://127.0.0.1:${port}`;
  const { answer, status } = await post(`${url}${action}`, body);
  const { error, faults } = answer;
  if (status === 200 && Array.isArray(faults)) return { faults };
  if (status === 400 && typeof error === "string") throw startError("SESSION_REFUSED", error);
  throw startError("SESSION_NONE", `what answers at ${url} is no control API of outlast`);
}

/** A session that was killed has left its announcement, and its process's number to another program. */
async function listening(urls: readonly string[]): Promise<readonly string[]> {
  const found = urls.map(async (url) => {
    const isThere = await fetch(url, { method: "HEAD", signal: patience() }).then(
      () => true,
      ({ name }: Error) => name === "TimeoutError",
    );
    return isThere ? [url] : [];
  });
  return (await Promise.all(found)).flat();
}

const patience = () => AbortSignal.timeout(5_000);

function theOnlyOne(urls: readonly string[]): string {
  const [url, ...others] = urls;
  if (url === undefined) throw startError("SESSION_NONE", "nothing runs");
  if (others.length > 0) throw startError("SESSION_SEVERAL", urls.join(", "));
  return url;
}

async function post(url: string, body: object) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: patience(),
    });
    const answer: Readonly<Record<string, unknown>> = JSON.parse(await response.text());
    return { status: response.status, answer };
  } catch (error) {
    if (error instanceof SyntaxError) return { status: 0, answer: {} };
    throw startError("SESSION_NONE", `nothing answers at ${url}`);
  }
}
