import type { Catalogue } from "../subject_of.ts";
import { counter } from "./counter.ts";

const instance = { bounds: { limit: 3 } };

/** A catalogue of the counter alone, which is only ever made with a limit of three. */
export const catalogue: Catalogue = {
  machines: {
    counter: (made) => {
      if (JSON.stringify(made) === JSON.stringify(instance)) return counter;
      throw new Error(`Cannot count with ${JSON.stringify(made)}`);
    },
  },
  scenarios: [{
    name: "counts_to_three",
    subject: () => ({ machine: counter, scenario: "counts_to_three", instance }),
  }],
};
