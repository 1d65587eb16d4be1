/**
 * Signing in: OAuth 2.0 with PKCE for people, client credentials for machines, and tokens that renew themselves.
 *
 * RFC 6749, RFC 7636 (S256), RFC 8414 and RFC 9728 (metadata), RFC 9207 (`iss`). openid-client and oauth4webapi work as
 * well; whatever gives a token can be a `Tokens`.
 */
import { CasebookError, SignedOut, Unreachable } from "./errors.js";

/** A token is renewed so long before it ends. */
const EARLY = 30_000;
const REFUSALS: readonly number[] = [400, 401];

/** Where access tokens come from. */
export interface Tokens {
  /** A token that is good now. Throws SignedOut. */
  current(): Promise<string>;
  /** Another token than one that the register refused. Throws SignedOut. */
  renew(refused: string): Promise<string>;
}

/** A token that is there already, as in `dev.json`. */
export function fixedToken(token: string): Tokens {
  return {
    current: () => Promise.resolve(token),
    renew: () => Promise.reject(new SignedOut("the token has ended")),
  };
}

/** The authorization server of a register, by its metadata. */
export type Server = {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly revocation_endpoint: string;
  readonly end_session_endpoint?: string;
};

/** The server that protects a register: `https://casebook.example`. */
export async function serverOf(register: string): Promise<Server> {
  const resource = `${register.replace(/\/$/, "")}/.well-known/oauth-protected-resource/graphql`;
  const { authorization_servers } = await json<{ authorization_servers: string[] }>(resource);
  const issuer = new URL(authorization_servers[0] ?? "");
  const known = `${issuer.origin}/.well-known/oauth-authorization-server${issuer.pathname}`;
  const server = await json<Server>(known);
  if (server.issuer !== authorization_servers[0]) throw new CasebookError(`${known} speaks for another issuer`);
  return server;
}

async function json<Found>(address: string): Promise<Found> {
  const response = await fetch(address);
  if (!response.ok) throw new CasebookError(`${address}: status ${response.status}`);
  return (await response.json()) as Found;
}

/** An answer of the token endpoint; `expires` in milliseconds since 1970. */
export type Issued = { readonly access_token: string; readonly expires: number; readonly refresh_token?: string };

/** Return whether a token is valid for `EARLY` milliseconds more. */
export const lasting = (issued: Issued | undefined): issued is Issued => !!issued && issued.expires - Date.now() > EARLY;

/** Tokens of a machine: each is asked for once, however many wait for it. */
class MachineTokens implements Tokens {
  #issued: Issued | undefined;
  #asking: Promise<Issued> | undefined;

  constructor(private readonly ask: () => Promise<Issued>) {}

  async current(): Promise<string> {
    return lasting(this.#issued) ? this.#issued.access_token : this.#asked();
  }

  async renew(refused: string): Promise<string> {
    return this.#issued && this.#issued.access_token !== refused ? this.#issued.access_token : this.#asked();
  }

  async #asked(): Promise<string> {
    this.#asking ??= this.ask().finally(() => (this.#asking = undefined));
    return (this.#issued = await this.#asking).access_token;
  }
}

/** A sign-in that waits for its answer; it is kept in `sessionStorage` while the person is away. */
export type Begun = { readonly address: string; readonly redirect: string; state: string; verifier: string };

/** A registered program; a public one, such as a page, has no secret. */
export class Program {
  constructor(
    readonly server: Server,
    readonly clientId: string,
    private readonly secret?: string,
  ) {}

  /** Tokens of a program that acts for its agency without a person. */
  machine(): Tokens {
    return new MachineTokens(() => this.#issued({ grant_type: "client_credentials" }));
  }

  /** Send the person to `address`, and keep the rest until they come back to `redirect`. */
  async begin(redirect: string, scopes: readonly string[] = []): Promise<Begun> {
    const [state, verifier] = [random(), random()];
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
    const address = new URL(this.server.authorization_endpoint);
    address.search = new URLSearchParams({
      response_type: "code",
      client_id: this.clientId,
      redirect_uri: redirect,
      state,
      code_challenge: base64url(new Uint8Array(digest)),
      code_challenge_method: "S256",
      ...(scopes.length ? { scope: scopes.join(" ") } : {}),
    }).toString();
    return { address: address.href, redirect, state, verifier };
  }

  /** Exchange the code in the address to which a person came back. Throws SignedOut for an answer to another request. */
  async finish(begun: Begun, returned: string): Promise<Issued> {
    const answer = new URL(returned).searchParams;
    if (answer.get("state") !== begun.state || answer.get("iss") !== this.server.issuer)
      throw new SignedOut("the answer is not the one to our request");
    const code = answer.get("code");
    if (!code) throw new SignedOut(answer.get("error") ?? "no code");
    const { redirect: redirect_uri, verifier: code_verifier } = begun;
    return this.#issued({ grant_type: "authorization_code", code, redirect_uri, code_verifier });
  }

  /**
   * Renew: the same refresh token is sent once more when no answer came, for the register repeats a renewal for ten seconds.
   * Throws SignedOut.
   */
  async renewed(refresh_token: string): Promise<Issued> {
    const form = { grant_type: "refresh_token", refresh_token };
    return this.#issued(form).catch((error: unknown) => {
      if (error instanceof Unreachable) return this.#issued(form);
      throw error;
    });
  }

  /** Give a token back (RFC 7009). */
  async end(token: string): Promise<void> {
    await this.#sent(this.server.revocation_endpoint, { token });
  }

  async #issued(form: Record<string, string>): Promise<Issued> {
    const response = await this.#sent(this.server.token_endpoint, form);
    const found = (await response.json()) as { access_token: string; expires_in: number; refresh_token?: string };
    const { access_token, expires_in, refresh_token } = found;
    return { access_token, expires: Date.now() + expires_in * 1000, ...(refresh_token ? { refresh_token } : {}) };
  }

  async #sent(address: string, form: Record<string, string>): Promise<Response> {
    const basic = this.secret && `Basic ${btoa(`${encodeURIComponent(this.clientId)}:${encodeURIComponent(this.secret)}`)}`;
    const body = new URLSearchParams(basic ? form : { ...form, client_id: this.clientId });
    let response: Response;
    try {
      response = await fetch(address, { method: "POST", body, headers: basic ? { Authorization: basic } : {} });
    } catch (error) {
      throw new Unreachable(String(error));
    }
    if (!response.ok) throw await refused(response);
    return response;
  }
}

/** The error of an answer. Only a refusal of RFC 6749 (section 5.2) ends a sign-in; a proxy's page does not. */
async function refused(response: Response): Promise<CasebookError> {
  const said = REFUSALS.includes(response.status) ? await response.json().catch(() => undefined) : undefined;
  const { error } = (said ?? {}) as { error?: string };
  return error ? new SignedOut(error) : new Unreachable(`status ${response.status}`);
}

const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
