/** A problem of a payload, as far as people are told of it. */
export type Said = {
  readonly messageVi: string;
  readonly messageEn: string;
  readonly path?: string | null;
  readonly labelVi?: string | null;
  readonly labelEn?: string | null;
};

/**
 * A sentence for people; of an input, after what `fields` or the register calls it, else after its path.
 *
 * An empty name leaves it out, for a page that shows the sentence at the field.
 */
export function said(problem: Said, language: "vi" | "en" = "vi", fields: Readonly<Record<string, string>> = {}): string {
  const sentence = language === "vi" ? problem.messageVi : problem.messageEn;
  const { path } = problem;
  const label = language === "vi" ? problem.labelVi : problem.labelEn;
  const name = path ? (fields[path] ?? fields[path.replace(/\[.*/, "")] ?? label ?? path) : "";
  return name ? `${name}: ${sentence}` : sentence;
}

/** What happened since the version that was decided on. */
export type Since = { readonly fields: readonly string[]; readonly bookkeeping?: boolean };

/** Somebody has done something since the version that was decided on. */
export class Conflict<Happened extends Since = Since> {
  constructor(
    readonly currentVersion: number,
    /** Oldest first; empty where the register cannot tell. */
    readonly since: readonly Happened[],
  ) {}

  /**
   * Whether one of these fields of the object changed; true where the register cannot tell.
   *
   * A decision that looked at none of the changed fields may be sent again without asking the person.
   */
  touches(...fields: string[]): boolean {
    const told = this.since.filter((version) => !version.bookkeeping);
    return !this.since.length || told.some((version) => fields.some((field) => version.fields.includes(field)));
  }
}

type Problem = { readonly __typename?: string; readonly currentVersion?: number; readonly since?: readonly Since[] };

/** The conflict among some problems. The operation has to select `__typename` and `currentVersion`, and `since`. */
export function conflictOf(problems: readonly object[]): Conflict | undefined {
  const found = (problems as readonly Problem[]).find((problem) => problem.__typename === "VersionConflict");
  return found?.currentVersion === undefined ? undefined : new Conflict(found.currentVersion, found.since ?? []);
}
