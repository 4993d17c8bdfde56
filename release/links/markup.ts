import { type Handler, Parser, type ParserOptions } from "htmlparser2";

/**
 * Elements that may be open at once. Browsers lay out a few hundred, one in the other; the parser looks through all that
 * are open at each tag, so without an end a page of nothing but openings would take minutes.
 */
const deepest = 5_000;

/** A page that nests more elements than any browser shows. */
export class MarkupTooDeep extends Error {}

/**
 * Reads markup as browsers do: whatever it is, the parser makes something of it.
 *
 * @throws {MarkupTooDeep}
 */
export function parseMarkup(html: string, handler: Partial<Handler>, options: ParserOptions = {}): void {
  let open = 0;
  const parser = new Parser(
    {
      ...handler,
      onopentag(...tag) {
        open += 1;
        if (open > deepest) throw new MarkupTooDeep(`more than ${deepest} elements are open at once`);
        handler.onopentag?.(...tag);
      },
      onclosetag(...tag) {
        open -= 1;
        handler.onclosetag?.(...tag);
      },
    },
    options,
  );
  parser.end(html);
}
