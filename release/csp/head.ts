/** What may stand in a head; any other element begins the body (HTML, the "in head" and "after head" insertion modes). */
const elements = new Set(["html", "head", "base", "basefont", "bgsound", "link", "meta"]);

/** Elements of a head whose content is none of its children. */
const containers = new Set(["noframes", "noscript", "script", "style", "template", "title"]);

const visible = /[^\t\n\f\r ]/;

/** Follows a parser through a page and knows whether what it meets is a child of the head, whose tags may all be left out. */
export class Head {
  #over = false;
  #container: string | undefined;
  #depth = 0;

  /** Whether the element that was opened last is a child of the head. A meta after `</head>` is put back into it. */
  get isOpen(): boolean {
    return !this.#over && this.#container === undefined;
  }

  opens(name: string): void {
    if (this.#over) return;
    if (this.#container !== undefined) {
      if (name === this.#container) this.#depth++;
    } else if (containers.has(name)) {
      this.#container = name;
      this.#depth = 1;
    } else if (!elements.has(name)) {
      this.#over = true;
    }
  }

  closes(name: string): void {
    if (name === this.#container && --this.#depth === 0) this.#container = undefined;
  }

  text(text: string): void {
    if (!this.#over && this.#container === undefined && visible.test(text)) this.#over = true;
  }
}
