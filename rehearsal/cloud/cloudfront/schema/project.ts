import { type Member, type OperationModel, type Structure, structureOf } from "./model";

type Values = Readonly<Record<string, unknown>>;

/**
 * The members of a structure that `values` has, by name. A structure that has to be there and is not among them is made
 * of the same values: a summary shows what the resource itself does.
 */
export function project(structure: Structure, values: Values): Values {
  return Object.fromEntries(
    structure.members.flatMap((member) => entriesOf(member, values, member.isRequired)),
  );
}

/** The output of an operation about one resource. */
export function projectOutput({ output }: OperationModel, values: Values): Values {
  return Object.fromEntries(output.members.flatMap((member) => entriesOf(member, values, true)));
}

/** A value that is undefined is left out on purpose. */
function entriesOf({ name, schema }: Member, values: Values, isWanted: boolean): [string, unknown][] {
  if (name in values) return [[name, values[name]]];
  return isWanted && schema.isStructSchema() ? [[name, project(structureOf(schema), values)]] : [];
}

/** One page of a list. */
export interface Page {
  readonly items: readonly Values[];
  readonly marker: string;
  readonly nextMarker: string | undefined;
  readonly maxItems: number;
}

/** The output of an operation that lists: in a structure of its own, or beside the marker. */
export function projectPage({ output }: OperationModel, page: Page): Values {
  const [container] = output.members;
  const isWrapped = output.members.length === 1 && container?.schema.isStructSchema();
  const structure = container && isWrapped ? structureOf(container.schema) : output;
  const known: Values = {
    Marker: page.marker,
    NextMarker: page.nextMarker,
    MaxItems: page.maxItems,
    IsTruncated: page.nextMarker !== undefined,
  };
  const entries = structure.members
    .filter(({ name }) => name !== "Quantity")
    .map(({ name, schema }) => {
      if (!schema.isListSchema()) return [name, known[name]];
      const item = schema.getValueSchema();
      const itemOf = (values: Values) =>
        item.isStructSchema() ? project(structureOf(item), values) : values.Id;
      return [name, page.items.map(itemOf)];
    });
  const content = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  return container && isWrapped ? { [container.name]: content } : content;
}
