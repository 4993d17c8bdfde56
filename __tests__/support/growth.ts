/** Milliseconds of the processor below which a measurement says nothing. */
const least = 10;

/**
 * How many times more of the processor's time eight times the input takes: 8 where it grows with the input, 64 where
 * with its square. Whatever else the machine does makes it more: a ratio that is too high is measured again, twice.
 */
export async function growth(
  size: number,
  make: (size: number) => string,
  read: (text: string) => unknown,
): Promise<number> {
  const [small, large] = [make(size), make(8 * size)];
  let found = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3 && found > linear; run++)
    found = Math.min(found, (await spent(large, read)) / Math.max(await spent(small, read), least));
  return found;
}

/** Between the two, nearer to none of them. */
export const linear = 22;

async function spent(text: string, read: (text: string) => unknown): Promise<number> {
  const before = process.cpuUsage();
  await Promise.resolve(text)
    .then(read)
    .catch(() => {});
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
