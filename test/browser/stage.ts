// What browser tests play on: the built server as a process, a shop whose page stands on an origin of its own, Chromium, and
// for each side a line to the server that can be cut. Console and widget have hosts of their own, as in production; the
// widget's is of the shop's domain, because this Chromium denies storage to frames of any other.

import type { Browser, BrowserContext } from 'playwright-core';

import type { AgentSession, EventsPage } from '../../src/protocol/index.js';
import type { ShopDetail } from '../../src/shops/shops.service.js';
import { ServerProcess } from '../support/server-process.js';
import { launchChromium } from '../support/services/chromium.js';
import { startProxy, type TcpProxy } from '../support/services/tcp-proxy.js';
import { type Account, Agent } from './agent.js';
import { ShopPage } from './shop-page.js';
import { Shopper } from './shopper.js';

/** Names under which the shop's people appear. */
export interface Names {
  agent: string;
  shop: string;
}

const NAMES: Names = { agent: 'Robin', shop: 'Harbour Lamps' };
const ACCOUNT: Account = { email: 'robin@shop.example', password: 'correct horse battery' };
interface Parts {
  server: ServerProcess;
  browser: Browser;
  shopPage: ShopPage;
  /** The shop allows its widget here too, but this is another site than the widget's. */
  partnerPage: ShopPage;
  shopperLine: TcpProxy;
  agentLine: TcpProxy;
  consoleOrigin: string;
  widgetOrigin: string;
  shop: ShopDetail;
  token: string;
}

type Ending = () => Promise<unknown>;

/** A running installation with one shop and its owner. */
export class Stage {
  private readonly contexts: BrowserContext[] = [];

  private constructor(
    readonly parts: Readonly<Parts>,
    private readonly endings: readonly Ending[],
  ) {}

  static async open(names: Names = NAMES): Promise<Stage> {
    const endings: Ending[] = [];
    const closing = <T>(thing: T, end: (thing: T) => Promise<unknown>): T => {
      endings.unshift(() => end(thing));
      return thing;
    };
    try {
      const target = { host: '127.0.0.1', port: 0 };
      const shopperLine = closing(await startProxy({ target }), (line) => line.close());
      const agentLine = closing(await startProxy({ target }), (line) => line.close());
      const consoleOrigin = `http://console.shopbell.localhost:${agentLine.port}`;
      const widgetOrigin = `http://chat.lamps.localhost:${shopperLine.port}`;
      const env = { PUBLIC_URL: consoleOrigin, WIDGET_ORIGIN: widgetOrigin, ALLOW_SIGNUP: 'true' };
      const server = closing(await ServerProcess.start(env), (process) => process.stop());
      target.port = server.port;
      const shopPage = closing(await ShopPage.open('shop.lamps.localhost'), (page) => page.close());
      const partnerPage = closing(await ShopPage.open('partner.localhost'), (page) => page.close());
      const origins = [shopPage.origin, partnerPage.origin];
      const { token, shop } = await register(server.url, names, origins);
      for (const page of [shopPage, partnerPage]) page.embed({ widgetOrigin, shopKey: shop.shopKey });
      const browser = closing(await launchChromium(), (chromium) => chromium.close());
      const places = { server, browser, shopPage, partnerPage, shopperLine, agentLine, consoleOrigin, widgetOrigin };
      return new Stage({ ...places, shop, token }, endings);
    } catch (error) {
      await endAll(endings);
      throw error;
    }
  }

  /** A shopper whom nobody knows, at the shop's page. */
  async shopper(url = this.parts.shopPage.origin): Promise<Shopper> {
    return Shopper.arrive(await this.context(), url);
  }

  /** The owner of the shop, signed in at another browser. */
  async agent(): Promise<Agent> {
    return Agent.signIn(await this.context(), this.parts.consoleOrigin, ACCOUNT);
  }

  /** The whole log of a conversation, as the API tells it. */
  async log(conversation: string): Promise<EventsPage['events']> {
    const path = `/v1/conversations/${conversation}/events?after=0&limit=200`;
    return (await call<EventsPage>(this.parts.server.url, 'GET', path, this.parts.token)).events;
  }

  /** Everybody leaves. */
  async empty(): Promise<void> {
    for (const context of this.contexts.splice(0)) await context.close();
  }

  async close(): Promise<void> {
    await endAll(this.endings);
  }

  private async context(): Promise<BrowserContext> {
    const context = await this.parts.browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 860 } });
    context.setDefaultTimeout(15_000);
    this.contexts.push(context);
    return context;
  }
}

/** The network goes: what is open is reset, nothing new gets through. */
export async function cut(line: TcpProxy): Promise<void> {
  await line.refuse(true);
  line.cutAll();
}

/** The network is back. */
export async function mend(line: TcpProxy): Promise<void> {
  await line.refuse(false);
}

async function endAll(endings: readonly Ending[]): Promise<void> {
  for (const end of endings) await end();
}

async function register(url: string, names: Names, origins: string[]): Promise<{ token: string; shop: ShopDetail }> {
  const body = { ...ACCOUNT, name: names.agent, shop: names.shop };
  const { token, agent } = await call<AgentSession>(url, 'POST', '/v1/auth/register', undefined, body);
  const shop = await call<ShopDetail>(url, 'PATCH', `/v1/shops/${agent.shops[0]?.id ?? ''}`, token, { origins });
  return { token, shop };
}

async function call<T>(url: string, method: string, path: string, token?: string, body?: unknown): Promise<T> {
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
