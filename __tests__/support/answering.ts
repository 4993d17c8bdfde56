import type { CloudFrontClient } from "@aws-sdk/client-cloudfront";

/** Anybody's: nothing that is signed with them leaves the test. */
export const credentials = { accessKeyId: "a", secretAccessKey: "b" };

type Answers = Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => object>>;

/** A client of any service whose commands are answered here; of a command that is not among them, with nothing. */
export function answering<Client extends { readonly middlewareStack: object }>(
  client: Client,
  answers: Answers,
): Client {
  const { middlewareStack } = client as unknown as CloudFrontClient;
  middlewareStack.add(
    (_, { commandName = "" }) =>
      async ({ input }) => ({
        response: {},
        output: { $metadata: {}, ...answers[commandName]?.(input as never) },
      }),
    { step: "initialize" },
  );
  return client;
}
