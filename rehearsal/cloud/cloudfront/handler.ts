import type { Input } from "./call";
import type { OperationModel } from "./schema/model";

/** The members of an operation's output, by the names of the model. */
export type Output = Readonly<Record<string, unknown>>;

/** Answers an operation. */
export type Handler = (input: Input, operation: OperationModel) => Output | Promise<Output>;

export type Handlers = Readonly<Record<string, Handler>>;
