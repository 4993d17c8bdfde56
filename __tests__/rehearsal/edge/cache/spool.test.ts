import { describe, expect, it } from "vitest";
import { Spool } from "../../../../rehearsal/edge/cache/spool";
import type { BodyStream } from "../../../../rehearsal/edge/ports";

/** A source that sends what it is told to, and knows whether it was given up. */
class Source implements BodyStream {
  cancelled = false;
  readonly ended = Promise.resolve();
  readonly #sent: (string | undefined | Error)[] = [];
  #wake = () => {};

  send(...texts: (string | undefined | Error)[]): void {
    this.#sent.push(...texts);
    this.#wake();
  }

  cancel(): void {
    this.cancelled = true;
    this.send(new Error("given up"));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      while (this.#sent.length === 0)
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      const next = this.#sent.shift();
      if (next === undefined) return;
      if (next instanceof Error) throw next;
      yield Buffer.from(next);
    }
  }
}

const read = async (stream: BodyStream | undefined) => {
  let text = "";
  for await (const chunk of stream as BodyStream) text += Buffer.from(chunk).toString();
  return text;
};

describe("Spool", () => {
  it("gives every reader all of it, whenever it comes, and keeps the whole", async () => {
    const source = new Source();
    const spool = new Spool(source, 100, false);
    const early = read(spool.reader());
    source.send("a", "b");
    const late = read(spool.reader());
    source.send("c", undefined);
    expect([await early, await late, Buffer.from((await spool.whole) ?? []).toString()]).toEqual([
      ...["abc", "abc", "abc"],
    ]);
    expect(await read(spool.reader())).toBe("abc");
  });

  it("gives what is larger than the limit to those who read already, keeps none of it, and takes nobody new", async () => {
    const source = new Source();
    const spool = new Spool(source, 3, false);
    const reader = read(spool.reader());
    source.send("ab", "cd", "ef", undefined);
    expect(await reader).toBe("abcdef");
    expect(await spool.whole).toBeUndefined();
    expect(spool.reader()).toBeUndefined();
  });

  it("tells every reader where it breaks off, and keeps none of it", async () => {
    const source = new Source();
    const spool = new Spool(source, 100, false);
    const readers = [read(spool.reader()), read(spool.reader())];
    source.send("a", new Error("broken"));
    for (const reader of readers) await expect(reader).rejects.toThrow("broke off");
    expect(await spool.whole).toBeUndefined();
  });

  it("gives its source up with the last reader, unless it is to be kept all the same", async () => {
    for (const keepsGoing of [false, true]) {
      const source = new Source();
      const spool = new Spool(source, 100, keepsGoing);
      const [one, other] = [spool.reader(), spool.reader()];
      one?.cancel();
      expect(source.cancelled).toBe(false);
      other?.cancel();
      expect(source.cancelled).toBe(!keepsGoing);
      source.send("a", undefined);
      expect((await spool.whole) !== undefined).toBe(keepsGoing);
    }
  });

  it("gives its source up at the limit where nobody reads", async () => {
    const source = new Source();
    const spool = new Spool(source, 3, true);
    source.send("abcd");
    expect(await spool.whole).toBeUndefined();
    expect(source.cancelled).toBe(true);
  });
});
