/** What can go wrong. What the register can foresee to refuse is no error: it is in a payload's `problems`. */
export class CasebookError extends Error {}

/** No answer after all attempts. A command may have been carried out: send the same one again. */
export class Unreachable extends CasebookError {}

/** The token has ended and cannot be renewed: the person signs in again. */
export class SignedOut extends CasebookError {}

export type GraphQLError = {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly [Name in "code" | "correlationId" | "messageVi" | "messageEn"]?: string } & Record<string, unknown>;
};

/** The answer has errors. `data` is what was given all the same: a field that was refused is null. */
export class AnswerError extends CasebookError {
  readonly code: string;

  constructor(
    readonly errors: readonly GraphQLError[],
    readonly data: unknown,
    readonly status: number,
  ) {
    const { message, extensions } = errors[0] ?? { message: "no error was named" };
    super(`${extensions?.code ?? ""}: ${message} (${extensions?.correlationId ?? "-"})`);
    this.code = extensions?.code ?? "";
  }
}

/** A file was not taken, or not given. `code` and sentences are the register's; its operator finds the `correlationId`. */
export class FileRefused extends CasebookError {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly correlationId = "-",
    readonly messageVi = "",
    readonly messageEn = "",
  ) {
    super(`${status} ${code} (${correlationId})`);
  }
}
