import type { ClientHttp2Session, IncomingHttpHeaders } from "node:http2";
import { buffer } from "node:stream/consumers";
import { framed, unframed } from "./messages";

/** Asks a provider as Terraform does; resolves with nothing where it has no message for an answer. */
export async function ask(
  provider: ClientHttp2Session,
  call: string,
  message: Buffer,
): Promise<Buffer | undefined> {
  const request = provider.request({
    ":method": "POST",
    ":path": `/tfplugin5.Provider/${call}`,
    "content-type": "application/grpc",
    te: "trailers",
  });
  let end: IncomingHttpHeaders = {};
  request.on("trailers", (trailers) => {
    end = trailers;
  });
  request.end(framed(message));
  const answer = await buffer(request);
  const { "grpc-status": status, "grpc-message": said } = end;
  if (status !== undefined && status !== "0")
    throw new Error(`the provider refuses ${call}: ${status} ${said}`);
  return answer.length === 0 ? undefined : unframed(answer);
}
