import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { answerOf, type MemoryBucket, memoryBuckets } from "../../bench/release/memory-s3";

/** A service in a region, as a request is signed for it; the KeyValueStores' data plane has no region. */
export interface Asked {
  readonly service: string;
  readonly region: string;
}

/** AWS, parts of which take connections and never say a word. */
export interface PartialAws {
  readonly url: string;
  /** By name; one that is not there yet begins empty. */
  bucket(name: string): MemoryBucket;
  /** Which parts are silent from now on, or hang up. */
  silence(isSilent: (asked: Asked) => boolean, how?: "says nothing" | "hangs up"): void;
  /** What a service answers from now on, of a request's body. */
  answers(service: string, answer: (body: string) => Promise<string>): void;
  close(): Promise<void>;
}

/**
 * S3, STS and invalidations of an AWS in memory, and the KeyValueStores' data plane of whoever has one. Of what it does
 * not know it says that it is not allowed.
 *
 * @param stores address of the data plane
 */
export async function startPartialAws(stores: string): Promise<PartialAws> {
  let isSilent = (_: Asked) => false;
  let hangsUp = false;
  const others = new Map<string, (body: string) => Promise<string>>();
  const bucket = memoryBuckets();
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const asked = askedBy(incoming);
    if (isSilent(asked)) {
      if (hangsUp) incoming.socket.destroy();
      return;
    }
    if (asked.service === "s3") {
      const [, name = ""] = (incoming.url ?? "").split(/[/?]/);
      const { body: given, headers, status = 200 } = answerOf(bucket(name), name, incoming, body);
      outgoing.writeHead(status, headers).end(given);
    } else if (asked.service === "cloudfront-keyvaluestore") {
      const { headers, method = "GET", url } = incoming;
      const answer = await fetch(`${stores}${url}`, {
        method,
        headers: Object.entries(headers)
          .filter(([name]) => !["host", "connection", "content-length"].includes(name))
          .map(([name, value]) => [name, String(value)] as [string, string]),
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      });
      const copied = [...answer.headers].filter(
        ([name]) => !/^(?:connection|keep-alive|transfer-)/.test(name),
      );
      outgoing
        .writeHead(answer.status, Object.fromEntries(copied))
        .end(Buffer.from(await answer.arrayBuffer()));
    } else {
      const text = (await others.get(asked.service)?.(body.toString())) ?? canned[asked.service];
      outgoing.writeHead(text === undefined ? 403 : 200).end(text);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket,
    silence(other, how = "says nothing") {
      isSilent = other;
      hangsUp = how === "hangs up";
    },
    answers: (service, answer) => void others.set(service, answer),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const canned: Readonly<Record<string, string>> = {
  sts: "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ann</Arn><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
  cloudfront: "<Invalidation><Id>I1</Id><Status>Completed</Status></Invalidation>",
};

function askedBy({ headers }: IncomingMessage): Asked {
  const scope = /Credential=[^/]*\/\d+\/([^,]*)\/aws4_request/.exec(headers.authorization ?? "")?.[1] ?? "";
  const [region = "", service] = scope.split("/");
  return service === undefined ? { service: region, region: "*" } : { service, region };
}
