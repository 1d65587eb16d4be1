export { Casebook } from "./client.js";
export { AnswerError, CasebookError, FileRefused, SignedOut, Unreachable } from "./errors.js";
export type { GraphQLError } from "./errors.js";
export { Program, fixedToken, serverOf } from "./oauth.js";
export type { Begun, Server, Tokens } from "./oauth.js";
export { Command, operation } from "./operation.js";
export type { Operation } from "./operation.js";
export { Conflict, conflictOf, said } from "./problems.js";
export type { Since } from "./problems.js";
