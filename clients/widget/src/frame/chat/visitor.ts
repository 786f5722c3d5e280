// Who the shopper is to the server: a random visitor token, kept in this origin's storage and sent in bodies only, and an
// identity if the shop signed one. Asks for access tokens.

import { isColor, type PageContext } from '../../bridge/messages.js';
import { StopError, type KeyValueStorage } from '../../../../sdk/index.js';
import { keep } from './storage.js';

/** A shop that has no usable colour of its own gets this one. */
const DEFAULT_COLOR = '#4f46e5';
/** Answers after which there is no sense in asking again unchanged. */
const FINAL = [400, 401, 403, 404, 410, 422];

/** What the widget knows of its shop. */
export interface Shop {
  id: string;
  name: string;
  color: string;
  locale: string;
}

/** One admission: who it is for, and the access token. */
export interface Visit {
  token: string;
  customer: { id: string; verified: boolean };
  shop: Shop;
}

type Data = Record<string, unknown>;

/** One shopper of one shop in this browser. */
export class Visitor {
  identity: string | undefined;
  /** The identity ended, or the server does not take it. */
  expired = false;
  private token: string | null = null;
  private readonly key: string;

  constructor(
    private readonly shopKey: string,
    private readonly storage: KeyValueStorage,
  ) {
    this.key = `shopbell:visitor:${shopKey}`;
  }

  /** Makes or recognises the shopper. Tabs do it one after the other, so that two new tabs are one visitor. */
  enter(): Promise<Visit> {
    const work = () => this.ask(this.storage.getItem(this.key));
    if (!('locks' in navigator)) return work();
    return navigator.locks.request(this.key, work).catch((error: unknown) => {
      // A browser that denies storage to embedded pages denies locks too; then every page is a visitor of its own.
      if (error instanceof DOMException && error.name === 'SecurityError') return work();
      throw error;
    });
  }

  /** Tells what the shopper looks at. It is a help to the agents and no more, so a failure is not told. */
  async tell(context: PageContext): Promise<void> {
    if (this.token === null) return;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.token}` };
    await fetch('/v1/visitors/me/context', { method: 'PUT', headers, body: JSON.stringify(context) }).catch(() => null);
  }

  /** Forgets who it was. */
  forget(): void {
    this.identity = undefined;
    this.token = null;
    keep(this.storage, this.key, null);
  }

  private async ask(visitorToken: string | null): Promise<Visit> {
    const { shopKey, identity } = this;
    const body = {
      shopKey,
      ...(visitorToken !== null && { visitorToken }),
      ...(identity !== undefined && { identity }),
    };
    const response = await fetch('/v1/visitors', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.status === 401 && visitorToken !== null && identity === undefined) return this.ask(null);
    this.expired = response.status === 401 && identity !== undefined;
    if (FINAL.includes(response.status)) throw new StopError(`POST /v1/visitors: ${response.status}`);
    if (!response.ok) throw new Error(`POST /v1/visitors: ${response.status}`);
    return this.take(await response.json());
  }

  private take(answer: unknown): Visit {
    const { token, visitorToken, customer, shop } = dataOf(answer);
    const { id, verified } = dataOf(customer);
    if (typeof token !== 'string' || typeof id !== 'string') throw new Error('POST /v1/visitors: unexpected answer');
    if (typeof visitorToken === 'string') keep(this.storage, this.key, visitorToken);
    this.token = token;
    return { token, customer: { id, verified: verified === true }, shop: shopOf(dataOf(shop)) };
  }
}

function shopOf({ id, name, color, locale }: Data): Shop {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return { id: text(id), name: text(name), color: isColor(color) ? color : DEFAULT_COLOR, locale: text(locale) };
}

function dataOf(value: unknown): Data {
  return typeof value === 'object' && value !== null ? (value as Data) : {};
}
