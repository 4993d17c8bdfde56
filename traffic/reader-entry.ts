// Runs in a process of its own, beside others that read files of the same place.
import type { ReaderAnswer, ReaderOrder } from "./beside";
import { takerOf } from "./counting";
import { digestAs } from "./intern";
import { localLog } from "./local-logs";
import { readLog, sumOfReads } from "./logs";
import { RequestTally } from "./tally";

let tally = new RequestTally(1);
let counting: Extract<ReaderOrder, { readonly k: number }> | undefined;

async function take(order: ReaderOrder): Promise<void> {
  if ("k" in order) {
    digestAs(order.seed);
    counting = order;
    tally = new RequestTally(order.k, { strangers: order.strangers });
    return;
  }
  if (counting === undefined) return;
  const { distribution, place } = counting;
  let read = sumOfReads([]);
  for (const file of order.files)
    read = sumOfReads([read, await readLog(localLog(place, file), takerOf(tally, distribution))]);
  const answer: ReaderAnswer = order.files.length > 0 ? { read } : { tally: tally.part() };
  process.send?.(answer);
}

process.on("message", (order: ReaderOrder) => void take(order));
// Whoever has sent it here is gone.
process.on("disconnect", () => process.exit());
