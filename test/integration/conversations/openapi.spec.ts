// The description of the API: every route of conversations says what it takes, what it answers and how it refuses.

import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type DatabaseHost, startDatabaseHost } from '../../support/databases.js';
import { ConversationsApp } from './conversations-app.js';

const OURS = /^\/v1\/(conversations|files|customers|visitors\/me)/;

describe('the description of the routes', () => {
  let host: DatabaseHost;
  let on: ConversationsApp;
  beforeAll(async () => {
    host = await startDatabaseHost('sqlite');
    on = await ConversationsApp.start(host);
  });
  afterAll(async () => {
    await on.stop();
    await host.stop();
  });

  it('is complete', () => {
    const document = SwaggerModule.createDocument(on.app, new DocumentBuilder().addBearerAuth().build());
    const routes = Object.entries(document.paths)
      .filter(([path]) => OURS.test(path))
      .flatMap(([path, item]) =>
        Object.entries(item).map(([method, operation]) => ({
          name: `${method} ${path}`,
          operation: operation as Operation,
        })),
      );
    expect(routes.map(({ name }) => name).sort()).toEqual(ROUTES);
    for (const { name, operation } of routes) {
      expect([name, operation.summary]).not.toEqual([name, undefined]);
      expect([name, operation.security]).toEqual([name, [{ bearer: [] }]]);
      expect([name, Object.keys(operation.responses)]).toEqual([
        name,
        expect.arrayContaining(['400', '401', '403', '404']),
      ]);
      expect([name, Object.keys(operation.responses).filter((status) => status.startsWith('2'))]).not.toEqual([
        name,
        [],
      ]);
    }
    const known = Object.keys(document.components?.schemas ?? {});
    const named = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map((match) => match[1]);
    expect(named.filter((schema) => !known.includes(schema ?? ''))).toEqual([]);
  });
});

interface Operation {
  summary?: string;
  security?: unknown;
  responses: Record<string, unknown>;
}

const ROUTES = [
  'get /v1/conversations',
  'get /v1/conversations/{id}',
  'get /v1/conversations/{id}/events',
  'get /v1/customers/{id}',
  'get /v1/files/{id}',
  'patch /v1/conversations/{id}',
  'patch /v1/conversations/{id}/messages/{seq}',
  'post /v1/conversations',
  'post /v1/conversations/{id}/messages',
  'post /v1/conversations/{id}/messages/{seq}/recall',
  'post /v1/conversations/{id}/notes',
  'post /v1/conversations/{id}/rating',
  'post /v1/customers/{id}/block',
  'post /v1/customers/{id}/unblock',
  'post /v1/files',
  'put /v1/visitors/me/context',
];
