import { PassThrough, Transform } from "node:stream";

/** What a call and its answer go through. */
export interface Passage {
  readonly asked: Transform;
  readonly answered: Transform;
}

/** `wait_for_deployment`, as MessagePack has it: a text of 19 bytes, and true or false. */
const attribute = Buffer.from("\u00b3wait_for_deployment", "latin1");
const [isTrue, isFalse] = [0xc3, 0xc2];

/** Nothing is changed. */
export function unchanged(): Passage {
  return { asked: new PassThrough(), answered: new PassThrough() };
}

/**
 * A change of a distribution for which the provider does not wait, and the answer of one that has. Both values are of one
 * length, so that nothing around them changes, and the state is as Terraform has asked for it.
 */
export function withoutWait(): Passage {
  let isWaited = false;
  return {
    asked: whole((message) => {
      isWaited = setAll(message, isTrue, isFalse);
    }),
    answered: whole((message) => {
      if (isWaited) setAll(message, isFalse, isTrue);
    }),
  };
}

/** Lets a message through at its end, when it has been looked at or changed. */
export function whole(change: (message: Buffer) => void): Transform {
  const chunks: Buffer[] = [];
  return new Transform({
    transform(chunk: Buffer, _, done) {
      chunks.push(chunk);
      done();
    },
    flush(done) {
      const message = Buffer.concat(chunks);
      change(message);
      done(null, message);
    },
  });
}

/** Whether there was one to be set. */
function setAll(message: Buffer, from: number, to: number): boolean {
  let isSet = false;
  for (let at = message.indexOf(attribute); at >= 0; at = message.indexOf(attribute, at + 1)) {
    const value = at + attribute.length;
    if (message[value] !== from) continue;
    message[value] = to;
    isSet = true;
  }
  return isSet;
}
