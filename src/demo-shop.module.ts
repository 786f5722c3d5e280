// The demo: the whole server with one made-up shop in front of it.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Controller, Get, Module, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { AppModule } from './app.module.js';
import { notFound } from './common/chat-error.js';
import { Config } from './config/config.js';
import { Shop } from './persistence/entities/index.js';
import { Database } from './persistence/database.js';

const FOLDER = join(process.cwd(), 'demo', 'shop');
const CSS = 'text/css; charset=utf-8';
const FILES: Record<string, string> = {
  'shop.css': CSS,
  'product.css': CSS,
  'shop.js': 'text/javascript; charset=utf-8',
};

@ApiExcludeController()
@Controller('demo/shop')
export class DemoShopController {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
  ) {}

  @Get()
  async page(@Res() reply: FastifyReply): Promise<void> {
    const [shop] = await this.database.read.getRepository(Shop).find({ order: { createdAt: 'ASC' }, take: 1 });
    const page = await readFile(join(FOLDER, 'index.html'), 'utf8');
    const filled = page
      .replaceAll('__SHOP_KEY__', shop?.shopKey ?? '')
      .replaceAll('__WIDGET_ORIGIN__', this.config.http.widgetOrigin);
    void reply.type('text/html; charset=utf-8').send(filled);
  }

  @Get(':file')
  async file(@Param('file') name: string, @Res() reply: FastifyReply): Promise<void> {
    const type = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
    if (type === undefined) throw notFound();
    void reply.type(type).send(await readFile(join(FOLDER, name), 'utf8'));
  }
}

@Module({ imports: [AppModule], controllers: [DemoShopController] })
export class DemoModule {}
