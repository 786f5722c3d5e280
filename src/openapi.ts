// The OpenAPI description, made from the controllers and their DTOs.

import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** Describes the REST API of an application. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const head = new DocumentBuilder()
    .setTitle('Shopbell')
    .setDescription('Customer-service chat of online shops. Errors are `application/problem+json` (RFC 9457).')
    .setVersion('1')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'An access token of an agent or a shopper, or an API key',
    })
    .build();
  return SwaggerModule.createDocument(app, head);
}
