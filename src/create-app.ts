// Makes the application from its module: HTTP on Fastify, sockets on the lean adapter, one error shape, one validation.

import { join } from 'node:path';

import fastifyCookie from '@fastify/cookie';
import fastifyMultipart from '@fastify/multipart';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ChatError } from './common/chat-error.js';
import { HttpProblemFilter, problemOf } from './common/http-problem.filter.js';
import { ShopLogger } from './common/logger.js';
import { validationPipe } from './common/validation.js';
import { Config } from './config/config.js';
import { ChatWsAdapter } from './gateway/chat-ws.adapter.js';
import { describeApi } from './openapi.js';
import { PUBLIC_ROOT } from './pages/public-files.js';
import { COMMON_HEADERS } from './pages/security-headers.js';
import { isAway } from './persistence/sql-errors.js';

const YEAR_S = 31_536_000;
const HEADERS_MS = 15_000;

/** Makes the HTTP side of the adapter as configured. */
export function httpAdapter(config: Config): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: config.limits.bodyBytes,
    trustProxy: config.http.trustedProxies.length > 0 ? [...config.http.trustedProxies] : false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 300 },
    // An address that cannot be decoded reaches no filter and no hook.
    frameworkErrors: (_error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      const error = new ChatError('invalid', 'The address cannot be decoded');
      void reply
        .status(error.status)
        .headers({ ...COMMON_HEADERS, 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
      void reply.send(JSON.stringify(problemOf(error)));
    },
  });
}

/** Builds the whole server; it does not listen yet. */
export async function createApp(module: Type, config: Config): Promise<NestFastifyApplication> {
  const logger = new ShopLogger(config.log);
  const app = await NestFactory.create<NestFastifyApplication>(module, httpAdapter(config), {
    logger,
    abortOnError: false,
  });
  await prepareApp(app, config);
  return app;
}

/** Everything between the module and `listen`; tests call it too. */
export async function prepareApp(app: NestFastifyApplication, config: Config): Promise<void> {
  await app.register(fastifyCookie);
  await app.register(fastifyMultipart, {
    limits: { fileSize: config.limits.fileBytes, files: 1, fields: 4, parts: 5 },
  });
  const { secure } = config.http;
  // Slow handshakes hold no place for long.
  app.getHttpServer().headersTimeout = HEADERS_MS;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', async (_request, reply) => {
      for (const [name, value] of Object.entries(COMMON_HEADERS))
        if (!reply.hasHeader(name)) void reply.header(name, value);
      if (secure) void reply.header('strict-transport-security', `max-age=${YEAR_S}`);
    });
  app.useGlobalFilters(new HttpProblemFilter(isAway));
  app.useGlobalPipes(validationPipe());
  app.useWebSocketAdapter(new ChatWsAdapter(app, config));
  for (const client of ['widget', 'console']) {
    app.useStaticAssets({
      root: join(PUBLIC_ROOT, client, 'assets'),
      prefix: `/${client}/assets/`,
      decorateReply: false,
      immutable: true,
      maxAge: YEAR_S * 1000,
    });
  }
  SwaggerModule.setup('docs', app, () => describeApi(app), { jsonDocumentUrl: 'docs/openapi.json' });
  // Exit code 0 after an orderly end; by itself Nest kills the process with the signal that it got.
  app.enableShutdownHooks([], { useProcessExit: true });
}
