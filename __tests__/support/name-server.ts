import { createSocket } from "node:dgram";
import { once } from "node:events";

/** A resolver on loopback that knows the name servers of these zones, and no other name (RFC 1035, 4.1). */
export async function startNameServer(zones: ReadonlyMap<string, readonly string[]>) {
  const socket = createSocket("udp4", (query, { address, port }) =>
    socket.send(answer(query, zones), port, address),
  );
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { address: `127.0.0.1:${socket.address().port}`, close: () => socket.close() };
}

function answer(query: Buffer, zones: ReadonlyMap<string, readonly string[]>): Buffer {
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  const known = [...zones].find(([zone]) => question.subarray(0, -4).equals(encoded(zone)));
  const servers = known?.[1] ?? [];
  const noSuchName = 3;
  const flags = [0x81, known ? 0x80 : 0x80 | noSuchName];
  const header = Buffer.from([...query.subarray(0, 2), ...flags, 0, 1, 0, servers.length, 0, 0, 0, 0]);
  const records = servers.map((server) => {
    const name = encoded(server);
    return Buffer.concat([Buffer.from([0xc0, 12, 0, 2, 0, 1, 0, 0, 0, 60, 0, name.length]), name]);
  });
  return Buffer.concat([header, question, ...records]);
}

function encoded(name: string): Buffer {
  const labels = name.replace(/\.$/, "").split(".");
  return Buffer.concat([
    ...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);
}
