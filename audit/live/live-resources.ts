import { ExpressionError } from "../../terraform/expression/syntax";
import { PlanResources } from "../../terraform/plan/plan-resources";
import { Findings } from "../../terraform/problems";
import type { Resource, Resources } from "../../terraform/resources";
import { type Json, Unknown } from "../../terraform/value";
import type { LiveReadings } from "./readings";

type Mode = Resource["mode"];

/** LiveReadings as the state of Terraform that they are the like of: what was not read is unknown in it, and never absent. */
export class LiveResources implements Resources {
  readonly #state: PlanResources;
  readonly #readings: Pick<LiveReadings, "unread" | "unlisted">;
  readonly outputs = {};
  readonly folder = ".";

  constructor(state: Json, readings: Pick<LiveReadings, "unread" | "unlisted">) {
    this.#state = new PlanResources(state, ".", new Findings());
    this.#readings = readings;
  }

  /** @throws {ExpressionError} for a type of which not all could be listed */
  ofType(type: string, mode?: Mode): readonly Resource[] {
    const why = this.#readings.unlisted.get(type);
    if (why !== undefined) throw new ExpressionError(why);
    return this.ofTypeWhereKnown(type, mode);
  }

  ofTypeWhereKnown(type: string, mode?: Mode): readonly Resource[] {
    return this.#state.ofType(type, mode).map((resource) => this.#withUnread(resource));
  }

  get types(): Iterable<string> {
    return this.#state.types;
  }

  #withUnread(resource: Resource): Resource {
    const why = this.#readings.unread.get(resource.address);
    if (why === undefined) return resource;
    const { get, names } = resource.attributes;
    return { ...resource, attributes: { names, get: (name) => get(name) ?? new Unknown(why) } };
  }
}
