import type { Message } from "./seen";

/** Milliseconds: a session says something every second. */
const silence = 5_000;
const again = 1_000;

/** Listens to the control API, again whenever the connection is lost. Returns how to stop. */
export function listenTo(path: string, hear: (message: Message) => void): () => void {
  let events: EventSource | undefined;
  let watch: number | undefined;
  let retry: number | undefined;
  const lose = () => {
    events?.close();
    window.clearTimeout(watch);
    hear({ type: "lost", at: Date.now() });
    retry = window.setTimeout(open, again);
  };
  const heard = () => {
    window.clearTimeout(watch);
    watch = window.setTimeout(lose, silence);
  };
  function open(): void {
    const source = new EventSource(path);
    events = source;
    const on = (type: string, message: (data: never) => Message) =>
      source.addEventListener(type, ({ data }: MessageEvent<string>) => {
        heard();
        hear(message(JSON.parse(data) as never));
      });
    source.onopen = () => {
      heard();
      hear({ type: "opened" });
    };
    source.onerror = lose;
    on("picture", (picture) => ({ type: "picture", at: Date.now(), picture }));
    on("seconds", (seconds) => ({ type: "seconds", seconds }));
    on("requests", (requests: object) => ({ type: "requests", ...requests }) as Message);
    on("told", (told) => ({ type: "told", told }));
  }
  open();
  return () => {
    window.clearTimeout(watch);
    window.clearTimeout(retry);
    events?.close();
  };
}

/** Asks the control API, as curl would. @throws {Error} with what it says against it */
export async function control<T>(action: string, input?: object): Promise<T> {
  const answer = await fetch(action, {
    ...(input && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    }),
  }).catch(() => {
    throw new Error("outlast does not answer");
  });
  const body = (await answer.json()) as T & { error?: string };
  if (!answer.ok) throw new Error(body.error ?? `${action} was answered ${answer.status}`);
  return body;
}
