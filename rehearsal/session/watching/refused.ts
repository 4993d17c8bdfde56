import { OutlastError } from "../../../errors/outlast-error";
import { ControlError } from "../../server";

/** What is wrong with scenarios or a site, for who asked by the control API. @throws {ControlError} */
export function refused(error: unknown): never {
  throw error instanceof OutlastError ? new ControlError(error.message) : error;
}
