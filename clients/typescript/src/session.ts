/**
 * A person's sign-in, shared by the tabs and workers of a page.
 *
 * Tokens stay in memory. A tab that opens later gets them from another one; one tab renews for all; signing out in one
 * signs out all. A page that was loaded anew and is alone sends the person to the sign-in pages once more, which let them
 * pass without a question while they are signed in there.
 */
import { SignedOut } from "./errors.js";
import { lasting } from "./oauth.js";
import type { Begun, Issued, Program, Tokens } from "./oauth.js";

/** Milliseconds in which another tab answers. */
const ANSWERED_WITHIN = 200;
const BEGUN = "casebook sign-in that waits for its answer";

type Message = { readonly issued: Issued } | { readonly ended: true } | { readonly wanted: true };
type Begins = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export class Session implements Tokens {
  #issued: Issued | undefined;
  #renewing: Promise<Issued> | undefined;
  readonly #channel: BroadcastChannel;
  readonly #listeners = new Set<(signedIn: boolean) => void>();

  /** `begins` keeps what a sign-in needs while the person is away: `sessionStorage`, unless the page names another. */
  constructor(
    private readonly program: Program,
    private readonly begins: Begins = globalThis.sessionStorage,
  ) {
    this.#channel = new BroadcastChannel(`casebook ${program.server.issuer} ${program.clientId}`);
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => this.#heard(data);
  }

  /** Take the session over from another tab; return whether somebody is signed in. */
  async resume(): Promise<boolean> {
    if (!this.#issued) {
      this.#tell({ wanted: true });
      await this.#changed(ANSWERED_WITHIN);
    }
    return !!this.#issued;
  }

  /** The address to which to send the person, to come back to `redirect`; without scopes it asks for all it may have. */
  async begin(redirect: string, scopes: readonly string[] = []): Promise<string> {
    const begun = await this.program.begin(redirect, scopes);
    this.begins.setItem(BEGUN, JSON.stringify(begun));
    return begun.address;
  }

  /** Take the answer in an address to which the person came back. Throws SignedOut for one that is not to our request. */
  async finish(returned: string): Promise<void> {
    const begun = this.begins.getItem(BEGUN);
    this.begins.removeItem(BEGUN); // an answer is good once
    if (!begun) throw new SignedOut("no sign-in was begun here");
    this.#keep(await this.program.finish(JSON.parse(begun) as Begun, returned));
  }

  async current(): Promise<string> {
    return lasting(this.#issued) ? this.#issued.access_token : (await this.#renewed()).access_token;
  }

  async renew(refused: string): Promise<string> {
    if (this.#issued && this.#issued.access_token !== refused) return this.#issued.access_token;
    return (await this.#renewed()).access_token;
  }

  /** Give the tokens back and tell the other tabs; the address that ends the sign-in pages' session as well. */
  async end(back?: string): Promise<string | undefined> {
    const { clientId, server } = this.program;
    const token = this.#issued?.refresh_token ?? this.#issued?.access_token;
    this.#forget();
    this.#tell({ ended: true });
    if (token) await this.program.end(token);
    if (!server.end_session_endpoint) return undefined;
    const address = new URL(server.end_session_endpoint);
    address.search = new URLSearchParams({ client_id: clientId, ...(back ? { post_logout_redirect_uri: back } : {}) }).toString();
    return address.href;
  }

  /** Be told when the person signs in or out, in whatever tab; the function that ends it. */
  onChange(listener: (signedIn: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Leave the other tabs alone from now on. */
  close(): void {
    this.#channel.close();
  }

  async #renewed(): Promise<Issued> {
    const last = this.#issued;
    this.#renewing ??= this.#alone(async () => {
      if (this.#issued !== last && lasting(this.#issued)) return this.#issued; // another tab was first
      const token = this.#issued?.refresh_token;
      if (!token) throw new SignedOut("there is no refresh token");
      const issued = await this.program.renewed(token);
      if (!this.#issued) throw new SignedOut("the person signed out meanwhile");
      return this.#keep(issued);
    }).finally(() => (this.#renewing = undefined));
    try {
      return await this.#renewing;
    } catch (error) {
      if (error instanceof SignedOut) this.#forget();
      throw error;
    }
  }

  /** One tab at a time, where the browser has locks; elsewhere the register repeats a renewal that came twice. */
  #alone<Found>(act: () => Promise<Found>): Promise<Found> {
    const locks = (globalThis.navigator as Navigator | undefined)?.locks as LockManager | undefined;
    return locks ? (locks.request(this.#channel.name, act) as Promise<Found>) : act();
  }

  #keep(issued: Issued): Issued {
    this.#issued = issued;
    this.#tell({ issued });
    this.#notify(true);
    return issued;
  }

  #forget(): void {
    if (!this.#issued) return;
    this.#issued = undefined;
    this.#notify(false);
  }

  #heard(message: Message): void {
    if ("wanted" in message) {
      if (this.#issued) this.#tell({ issued: this.#issued });
    } else if ("ended" in message) this.#forget();
    else if (!this.#issued || message.issued.expires > this.#issued.expires) {
      this.#issued = message.issued;
      this.#notify(true);
    }
  }

  #tell(message: Message): void {
    this.#channel.postMessage(message);
  }

  #notify(signedIn: boolean): void {
    for (const listener of this.#listeners) listener(signedIn);
  }

  #changed(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.onChange(done);
      const timer = setTimeout(done, milliseconds);
      function done(): void {
        stop();
        clearTimeout(timer);
        resolve();
      }
    });
  }
}
