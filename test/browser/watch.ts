// Listens to one page of the browser from its first request on: where it connects, what comes over its sockets, what it complains of.

import type { Page } from 'playwright-core';

/** A request and the kind of thing it is for (`script`, `font`, `fetch` …). */
export interface SeenRequest {
  url: string;
  type: string;
}

/** What one page did. */
export class Watch {
  readonly requests: SeenRequest[] = [];
  readonly sockets: string[] = [];
  readonly sent: string[] = [];
  readonly received: string[] = [];
  /** Errors in the browser's console: faults of scripts, refusals by a content policy, failed requests. */
  readonly complaints: string[] = [];
  /** Exceptions that nothing caught, and dialogs, which no part of the product ever opens. */
  readonly faults: string[] = [];

  constructor(page: Page) {
    page.on('request', (request) => this.requests.push({ url: request.url(), type: request.resourceType() }));
    page.on('console', (message) => {
      // That nobody is signed in yet is told by a 401, which browsers take for an error.
      const asksForSignIn = message.location().url.endsWith('/v1/auth/refresh');
      if (message.type() === 'error' && !asksForSignIn) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.faults.push(String(error.stack ?? error)));
    page.on('dialog', (dialog) => {
      this.faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('websocket', (socket) => {
      this.sockets.push(socket.url());
      socket.on('framesent', ({ payload }) => this.sent.push(String(payload)));
      socket.on('framereceived', ({ payload }) => this.received.push(String(payload)));
    });
  }

  /** Addresses of everything that was asked for, sockets too. */
  get addresses(): string[] {
    return [...this.requests.map(({ url }) => url), ...this.sockets];
  }

  /** Access tokens with which the page greeted the server. */
  get tokens(): string[] {
    return this.sent.flatMap((payload) => {
      const frame = JSON.parse(payload) as { event: string; data: { token?: unknown } };
      return typeof frame.data.token === 'string' ? [frame.data.token] : [];
    });
  }
}
