// The operators' own small listener (OPS_PORT, loopback by default): readiness. It knows no
// sign-in and shares nothing with the public port, so that a flooded public port does not hide how the node is.

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { Config } from '../config/config.js';
import { Readiness } from './readiness.js';

interface OpsAnswer {
  status: number;
  type: string;
  body: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const REQUEST_TIMEOUT_MS = 5_000;

@Injectable()
export class OpsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(OpsServer.name);
  private server: Server | null = null;
  private readonly routes: Readonly<Record<string, () => Promise<OpsAnswer>>> = {
    '/health/live': async () => json(200, { status: 'ok' }),
    '/health/ready': async () => {
      const report = await this.readiness.report();
      return json(report.ready ? 200 : 503, report);
    },
  };

  constructor(
    private readonly config: Config,
    private readonly readiness: Readiness,
  ) {}

  /** Where it listens, or null when it is off. */
  get address(): AddressInfo | null {
    const address = this.server?.address();
    return typeof address === 'object' ? address : null;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { port, host } = this.config.ops;
    if (port !== 0) await this.listen(port, host);
  }

  /** After the sockets have been drained: readiness was answered until now. */
  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    this.server = null;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Opens the listener; port 0 takes any free one. */
  async listen(port: number, host: string): Promise<void> {
    const server = createServer((request, response) => {
      void this.answer(request.method ?? '', request.url ?? '', response);
    });
    server.requestTimeout = REQUEST_TIMEOUT_MS;
    server.headersTimeout = REQUEST_TIMEOUT_MS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => resolve());
    });
    server.on('error', (error) => this.logger.error("The operators' listener failed", { error }));
    this.server = server;
    this.logger.log('Readiness is answered', { host, port: this.address?.port });
  }

  private async answer(method: string, url: string, response: ServerResponse): Promise<void> {
    const route = this.routes[url.split('?', 1)[0] ?? ''];
    let answer = json(404, { error: 'not_found' });
    if (route !== undefined && method !== 'GET' && method !== 'HEAD')
      answer = json(405, { error: 'method_not_allowed' });
    else if (route !== undefined) answer = await route().catch((error: unknown) => this.failure(error));
    response.writeHead(answer.status, { 'content-type': answer.type, 'cache-control': 'no-store' });
    response.end(method === 'HEAD' ? undefined : answer.body);
  }

  private failure(error: unknown): OpsAnswer {
    this.logger.error('An answer to operators failed', { error });
    return json(500, { error: 'internal' });
  }
}

function json(status: number, body: object): OpsAnswer {
  return { status, type: JSON_TYPE, body: JSON.stringify(body) };
}
