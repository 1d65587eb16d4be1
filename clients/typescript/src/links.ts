/**
 * The register as the network of Apollo Client, urql and Relay: tokens that renew themselves, attempts over bad lines, and
 * subscriptions that go on from the last cursor. None of the three is needed to build or to use this package.
 *
 * What the register refuses comes as data, in `problems`; errors come beside what was given all the same.
 */
import type { Beside, Casebook } from "./client.js";
import { AnswerError } from "./errors.js";
import type { GraphQLError } from "./errors.js";
import type { Operation, WithCommandId } from "./operation.js";

type Variables = Record<string, any>;
type Kind = "query" | "mutation" | "subscription";
/** An answer of GraphQL, as these libraries take it. */
export type Given = { data?: Record<string, unknown> | null; errors?: GraphQLError[]; extensions?: Record<string, unknown> };
export type Sink = { next(given: Given): void; error(error: unknown): void; complete(): void };
/** What all three know as an observable. */
export type Source = { subscribe(sink: Sink): { unsubscribe(): void } };
type Sent = { readonly kind: Kind; readonly text: string; readonly variables: Variables; readonly purpose?: unknown; readonly hash?: string };

async function sent(register: Casebook, { kind, text, variables, purpose, hash }: Sent, sink: Sink, signal: AbortSignal): Promise<void> {
  const operation: Operation<Variables, any> = { toString: () => text, ...(hash ? { __meta__: { hash } } : {}) };
  let beside: Beside = {};
  const told = (given: Beside): void => void (beside = given);
  const call = typeof purpose === "string" ? { told, purpose } : { told };
  const given = (answer: Given): Given => ({ ...answer, ...(beside.extensions ? { extensions: beside.extensions } : {}) });
  try {
    if (kind === "subscription") {
      for await (const data of register.follow(operation, variables, signal, call)) sink.next(given({ data }));
    } else {
      const command = { operation, variables: variables as { input: WithCommandId } };
      const data = await (kind === "query" ? register.ask(operation, variables, call) : register.send(command, call));
      sink.next(given({ data }));
    }
    sink.complete();
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof AnswerError)) return sink.error(error);
    sink.next(given({ data: error.data as Variables | null, errors: [...error.errors] }));
    sink.complete();
  }
}

function source(register: Casebook, what: Sent): Source {
  return {
    subscribe(sink) {
      const left = new AbortController();
      const open = <Said extends unknown[]>(tell: (...said: Said) => void) => (...said: Said): void => {
        if (!left.signal.aborted) tell(...said);
      };
      const kept = { next: open(sink.next.bind(sink)), error: open(sink.error.bind(sink)), complete: open(sink.complete.bind(sink)) };
      void sent(register, what, kept, left.signal);
      return { unsubscribe: () => left.abort() };
    },
  };
}

type Definition = { readonly kind: string; readonly operation?: Kind };
type ApolloOperation<Document> = { query: Document; variables: Variables; getContext(): Variables };

/**
 * A terminating link of Apollo Client.
 *
 * `new ApolloClient({ cache, link: apolloLink(register, { ApolloLink, Observable, print }) })`, with the first two from
 * `@apollo/client` and `print` from `graphql`. A query has a purpose of its own by `context: { purpose }`.
 */
export function apolloLink<Link, Answers, Document extends { readonly definitions: readonly Definition[] }>(
  register: Casebook,
  apollo: {
    ApolloLink: new (request: (operation: ApolloOperation<Document>) => Answers) => Link;
    Observable: new (subscribe: (sink: Sink) => () => void) => Answers;
    print: (document: Document) => string;
  },
): Link {
  return new apollo.ApolloLink((operation) => {
    const { query, variables } = operation;
    const { purpose } = operation.getContext();
    const kind = query.definitions.find((one) => one.kind === "OperationDefinition")?.operation ?? "query";
    const answers = source(register, { kind, text: apollo.print(query), variables, purpose });
    return new apollo.Observable((sink) => answers.subscribe(sink).unsubscribe);
  });
}

/**
 * What urql's own `subscriptionExchange` forwards every operation to.
 *
 * `new Client({ url, exchanges: [cacheExchange(…), subscriptionExchange(urqlSubscriptions(register))] })`; a query has a
 * purpose of its own by its context, `{ purpose }`.
 */
export function urqlSubscriptions(register: Casebook): {
  enableAllOperations: true;
  forwardSubscription: (
    request: { query?: string; variables?: Variables },
    operation: { kind: string; context: Variables },
  ) => Source;
} {
  const forwardSubscription: ReturnType<typeof urqlSubscriptions>["forwardSubscription"] = (request, { kind, context }) => {
    const { query = "", variables = {} } = request;
    return source(register, { kind: kind as Kind, text: query, variables, purpose: context.purpose });
  };
  return { enableAllOperations: true, forwardSubscription };
}

type RelayRequest = { readonly text?: string | null; readonly id?: string | null; readonly operationKind: string };
type RelayAsks<Answers> = (request: RelayRequest, variables: Variables, config?: { metadata?: Variables }) => Answers;

/** The two functions of Relay's network: `Network.create(...relayNetwork(register, Observable))`, both of `relay-runtime`; a purpose by `metadata`. */
export function relayNetwork<Answers>(
  register: Casebook,
  observable: { create(subscribe: (sink: Sink) => () => void): Answers },
): [fetch: RelayAsks<Answers>, subscribe: RelayAsks<Answers>] {
  const asked: RelayAsks<Answers> = ({ text, id, operationKind }, variables, config) => {
    const hash = id ? { hash: id } : {};
    const answers = source(register, { kind: operationKind as Kind, text: text ?? "", variables, purpose: config?.metadata?.purpose, ...hash });
    return observable.create((sink) => answers.subscribe(sink).unsubscribe);
  };
  return [asked, asked];
}
