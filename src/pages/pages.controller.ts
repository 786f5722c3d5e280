// The pages that people load: the widget's loader and frame, and the console. Each with the policy that fits it.

import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { isShopKey } from '../auth/visitor-id.js';
import { notFound } from '../common/chat-error.js';
import { Config } from '../config/config.js';
import { Shop } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import { PublicFiles } from './public-files.js';
import { contentPolicy, socketOriginOf } from './security-headers.js';

const HTML = 'text/html; charset=utf-8';

@ApiExcludeController()
@Controller()
export class PagesController {
  constructor(
    private readonly files: PublicFiles,
    private readonly config: Config,
    private readonly database: Database,
  ) {}

  @Get('/')
  home(@Res() reply: FastifyReply): void {
    // With the status named: Nest has set 200 already.
    void reply.redirect('/console', 302);
  }

  /** The loader may be on any page, so any page may read it; five minutes old at most. */
  @Get('widget.js')
  async loader(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
    await this.send('widget.js', 'text/javascript; charset=utf-8', 'public, max-age=300', request, reply);
  }

  /** The widget's frame: only pages of the shop's own domains may hold it. */
  @Get('widget/frame')
  async frame(@Query('shop') shop: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { widgetOrigin } = this.config.http;
    const policy = contentPolicy(socketOriginOf(widgetOrigin), await this.originsOf(shop));
    void reply.header('content-security-policy', policy);
    await this.send('widget/frame.html', HTML, 'no-cache', request, reply);
  }

  @Get(['console', 'console/*'])
  async console(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('content-security-policy', contentPolicy(socketOriginOf(this.config.http.publicUrl), []));
    await this.send('console/index.html', HTML, 'no-cache', request, reply);
  }

  private async originsOf(shopKey: unknown): Promise<readonly string[]> {
    if (!isShopKey(shopKey)) return [];
    const shop = await this.database.read.getRepository(Shop).findOneBy({ shopKey });
    return shop?.origins ?? [];
  }

  private async send(
    path: string,
    type: string,
    caching: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const file = await this.files.get(path);
    if (!file) throw notFound('The clients are not built: run `npm run build`');
    void reply.header('etag', file.etag).header('cache-control', caching);
    if (request.headers['if-none-match'] === file.etag) void reply.status(304).send();
    else void reply.type(type).send(file.body);
  }
}
