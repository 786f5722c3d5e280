// Two origins for the widget's tests: a shop's page, and the widget's own with the built files and a fake chat behind them.

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { VisitorSession } from '../../src/protocol/index.js';
import { FakeChat, SHOPPER } from './widget-fake-chat.js';

const ROOT = join(import.meta.dirname, '../..');
const PUBLIC = join(ROOT, 'dist/public');
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
};
/** What the frame must live with in production. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws:; img-src 'self' https: data:";

/** Two running servers. */
export interface WidgetPlace {
  /** Address of the demo shop's page. */
  page: string;
  /** The widget's origin. */
  widget: string;
  chat: FakeChat;
  shop: { name: string; color: string; locale: string };
  /** Bodies of `POST /v1/visitors`, in order. */
  visits: Record<string, unknown>[];
  /** Status that the next visits are refused with; 0: admitted. */
  refuseVisits: { status: number };
  /** Paths asked of the widget's origin, in order. */
  asked: string[];
  close(): Promise<void>;
}

/** Starts both. */
export async function startWidgetPlace(): Promise<WidgetPlace> {
  const chat = new FakeChat();
  const shop = { name: 'Fennel & Clay', color: '#3f6b4f', locale: 'en' };
  const [visits, asked, refuseVisits]: [Record<string, unknown>[], string[], { status: number }] = [
    [],
    [],
    { status: 0 },
  ];
  const widgetServer = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://any').pathname;
    asked.push(path);
    if (path === '/v1/visitors') void admit(request, response);
    else if (path.startsWith('/v1/')) response.writeHead(204).end();
    else if (path === '/widget/frame')
      void sendFile(response, join(PUBLIC, 'widget/frame.html'), { 'content-security-policy': POLICY });
    else void sendFile(response, join(PUBLIC, path));
  });
  const admit = async (request: IncomingMessage, response: ServerResponse) => {
    visits.push(JSON.parse(await bodyOf(request)) as Record<string, unknown>);
    if (refuseVisits.status > 0) return response.writeHead(refuseVisits.status).end('{}');
    const customer = { id: SHOPPER, name: null, verified: false };
    const session: VisitorSession = {
      token: 'a.b.c',
      expiresIn: 600_000,
      visitorToken: 'visitor-1',
      customer,
      shop: { id: 'shop-1', ...shop },
      conversation: chat.snapshot(),
    };
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(session));
  };
  widgetServer.on('upgrade', (request, socket, head) => {
    asked.push(request.url ?? '');
    chat.upgrade(request, socket, head);
  });
  const widget = await listen(widgetServer);
  const shopServer = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://any').pathname;
    const file = join(ROOT, path === '/demo/shop' ? 'demo/shop/index.html' : path);
    void sendFile(response, file, {}, (text) =>
      text.replaceAll('__WIDGET_ORIGIN__', widget).replaceAll('__SHOP_KEY__', 'shop_demo'),
    );
  });
  const page = `${await listen(shopServer)}/demo/shop`;
  const close = async () => {
    chat.disconnect(true);
    await Promise.all([widgetServer, shopServer].map((server) => stop(server)));
  };
  return { page, widget, chat, shop, visits, refuseVisits, asked, close };
}

async function sendFile(
  response: ServerResponse,
  file: string,
  headers: Record<string, string> = {},
  change = (text: string) => text,
) {
  try {
    const text = change(await readFile(file, 'utf8'));
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain', ...headers }).end(text);
  } catch {
    response.writeHead(404).end();
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => void server.close(() => resolve()));
}
