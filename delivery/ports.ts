/** How a delivery reaches whoever has asked for it. A verb hands it in: there need be no terminal. */
export interface Ports {
  /** Tells what was done or found. */
  readonly say: (text: string) => void;
  /** Tells what goes on meanwhile. */
  readonly note: (text: string) => void;
  /** Asks before what cannot be taken back, and has `answer` typed. @throws where that is not what is answered */
  readonly confirm: (question: string, answer: string) => Promise<void>;
}

/** What is enough for work that nobody need confirm. */
export type Telling = Pick<Ports, "say" | "note">;
