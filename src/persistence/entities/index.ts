// The one entity set of every dialect.

import type { EntitySchema } from 'typeorm';

import type { Dialect } from '../columns.js';
import { conversationSchemas } from './conversation.entity.js';
import { shopSchemas } from './shop.entity.js';
import { signInSchemas } from './sign-in.entity.js';
import { workSchemas } from './work.entity.js';

export * from './conversation.entity.js';
export * from './shop.entity.js';
export * from './sign-in.entity.js';
export * from './work.entity.js';

/** All entities, with the column types of a dialect. */
export const entitySchemas = (dialect: Dialect): EntitySchema[] => [
  ...shopSchemas(dialect),
  ...signInSchemas(dialect),
  ...conversationSchemas(dialect),
  ...workSchemas(dialect),
];
