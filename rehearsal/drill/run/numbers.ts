const inAPiece = 8_192;

/** A column of numbers, in pieces: nothing is copied as it grows, and a million take 8 MB. */
export class Numbers {
  readonly #pieces: Float64Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const at = this.#length++ % inAPiece;
    if (at === 0) this.#pieces.push(new Float64Array(inAPiece));
    (this.#pieces.at(-1) as Float64Array)[at] = value;
  }

  at(index: number): number {
    return (this.#pieces[Math.floor(index / inAPiece)] as Float64Array)[index % inAPiece] as number;
  }

  /** All of them, the smallest first. */
  sorted(): Float64Array {
    const all = new Float64Array(this.#length);
    for (const [piece, values] of this.#pieces.entries()) {
      const begin = piece * inAPiece;
      all.set(values.subarray(0, this.#length - begin), begin);
    }
    return all.sort();
  }
}

/** A column of names, of which there are few. */
export class NameColumn<Name extends string | undefined> {
  readonly #numbers = new Numbers();
  readonly #known = new Map<Name, number>();
  readonly #names: Name[] = [];

  push(name: Name): void {
    let number = this.#known.get(name);
    if (number === undefined) {
      number = this.#names.push(name) - 1;
      this.#known.set(name, number);
    }
    this.#numbers.push(number);
  }

  at(index: number): Name {
    return this.#names[this.#numbers.at(index)] as Name;
  }
}
