// A shop's own site: one page that embeds the widget, served on a host of its own and under a strict content policy.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

import { freeLoopbackPort } from '../support/services/process.js';

/** What the page embeds. */
export interface Embedding {
  widgetOrigin: string;
  shopKey: string;
}

/** A site under a name such as `shop.localhost`, which browsers take for a site apart from all others. */
export class ShopPage {
  private embedding: Embedding | null = null;

  private constructor(
    readonly origin: string,
    private readonly server: Server,
  ) {}

  static async open(host: string): Promise<ShopPage> {
    const port = await freeLoopbackPort();
    const server = createServer();
    const page = new ShopPage(`http://${host}:${port}`, server);
    server.on('request', (_request, response) => {
      const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': page.policy() };
      response.writeHead(200, headers).end(page.html());
    });
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return page;
  }

  embed(embedding: Embedding): void {
    this.embedding = embedding;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** No more than the widget needs: its script and its frame. Neither style nor connection of the page's own. */
  private policy(): string {
    const origin = this.embedding?.widgetOrigin ?? "'none'";
    return `default-src 'none'; img-src data:; script-src ${origin}; frame-src ${origin}`;
  }

  private html(): string {
    const { widgetOrigin = '', shopKey = '' } = this.embedding ?? {};
    return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Harbour Lamps</title><link rel="icon" href="data:," /></head>
  <body>
    <h1>Harbour Lamps</h1>
    <script async src="${widgetOrigin}/widget.js" data-shop="${shopKey}"></script>
  </body>
</html>`;
  }
}
