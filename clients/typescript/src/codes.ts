import { ANY, FORM, REFUSALS } from "./refusals.js";

/** A mutation that may refuse. */
export type Refusing = keyof typeof REFUSALS;
/** The codes that a mutation may answer; `OTHER` is one that came with a later release. */
export type Code<Name extends Refusing> =
  | (typeof REFUSALS)[Name][number]
  | (typeof ANY)[number]
  | (typeof FORM)[number]
  | "OTHER";

/**
 * The code of a problem that a mutation answered, to switch on.
 *
 * `FORM` has the codes of malformed fields: show their message at the field. A code that this package does not know for
 * the mutation reads as `OTHER`: show its message.
 */
export function codeOf<Name extends Refusing>(mutation: Name, problem: { readonly code: string }): Code<Name> {
  const known: readonly string[] = [...REFUSALS[mutation], ...ANY, ...FORM];
  return (known.includes(problem.code) ? problem.code : "OTHER") as Code<Name>;
}
