/**
 * What can be asked: a document of the register's schema, the type of its answer and of its variables.
 *
 * The `TypedDocumentString` of graphql-codegen (client preset with `documentMode: "string"`) is one; its hash is sent when
 * it has one.
 */
export interface Operation<Data, Variables> {
  /** Only for types; nothing is there. */
  readonly __apiType?: (variables: Variables) => Data;
  /** The SHA-256 of the text. */
  readonly id?: string;
  readonly __meta__?: { readonly hash?: string } & Record<string, unknown>;
  toString(): string;
}

export function operation<Data, Variables>(id: string, text: string): Operation<Data, Variables> {
  return { id, toString: () => text };
}

/** The id that a manifest of trusted documents has for it, if it has one. */
export function idOf(asked: Operation<unknown, never>): string | undefined {
  return asked.id ? `sha256:${asked.id}` : asked.__meta__?.hash;
}

export type WithCommandId = { commandId?: string };

/**
 * What somebody decided, once: however often it is sent, it is carried out once.
 *
 * It has its `commandId` from the moment it is made. To decide again, make another one.
 */
export class Command<Data, Input extends WithCommandId> {
  readonly variables: { input: Input };

  constructor(
    readonly operation: Operation<Data, { input: Input }>,
    input: Input,
  ) {
    this.variables = { input: { ...input, commandId: input.commandId ?? crypto.randomUUID() } };
  }

  /** Keep it beside what is to be done, if that has to outlive this page. */
  get commandId(): string {
    return this.variables.input.commandId as string;
  }
}
