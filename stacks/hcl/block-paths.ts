import { TerraformElement, type TerraformStack } from "cdktf";

/** An attribute as the provider's bindings describe it for HCL. */
interface Described {
  readonly value: unknown;
  readonly isBlock: boolean;
}

/**
 * Which paths of which resource types are nested blocks, by the provider's bindings: JSON writes a block and an object
 * alike. Asks for what the stack sets, and no more.
 */
export function blockPathsOf(stack: TerraformStack): (type: string, path: string) => boolean {
  const paths = new Set<string>();
  for (const element of stack.node.findAll()) {
    if (!TerraformElement.isTerraformElement(element) || !describes(element)) continue;
    collect(element.terraformResourceType, element.synthesizeHclAttributes(), paths);
  }
  return (type, path) => paths.has(`${type}.${path}`);
}

interface Describing {
  readonly terraformResourceType: string;
  synthesizeHclAttributes(): Readonly<Record<string, unknown>>;
}

/** Resources, data sources and providers; the method is not for TypeScript to see. */
function describes(element: object): element is Describing {
  return "terraformResourceType" in element && "synthesizeHclAttributes" in element;
}

function collect(path: string, attributes: object, paths: Set<string>): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    if (!isDescribed(attribute) || !attribute.isBlock) continue;
    const at = `${path}.${name}`;
    paths.add(at);
    for (const body of [attribute.value].flat())
      if (typeof body === "object" && body !== null) collect(at, body, paths);
  }
}

function isDescribed(attribute: unknown): attribute is Described {
  return (
    typeof attribute === "object" && attribute !== null && "isBlock" in attribute && "value" in attribute
  );
}
