// What a message may hold: known kinds, known members, bounded. Everything else is left out or refused.

import { ChatError } from '../common/chat-error.js';
import { isUuid } from '../common/ids.js';
import {
  type Content,
  FIELD_LIMITS,
  type FileContent,
  type OrderCard,
  type OrderItem,
  type ProductCard,
} from '../protocol/index.js';
import { Fields, isWhole, wrong } from './content-fields.js';

/** A file that a message names; the rest of its content follows from the stored file. */
export interface FileMention {
  kind: FileContent['kind'];
  file: string;
  fallback: string;
}

/** Content as far as it can be judged without the database. */
export type Cleaned = { content: Content } | { mention: FileMention };

/** What the judgement depends on. */
export interface ContentRules {
  textLength: number;
  /** Whether cards of this sender are true by their way here (a key of the shop, an agent). */
  verified: boolean;
}

const ORDER_QUANTITY_MAX = 1_000_000;

/** Throws `invalid`, `too_large` or `unsupported`. */
export function cleanContent(value: unknown, rules: ContentRules): Cleaned {
  const fields = Fields.of(value, 'content');
  const kind = fields.text('kind', FIELD_LIMITS.idLength);
  switch (kind) {
    case 'text':
      return { content: { kind, text: cleanText(fields, rules.textLength) } };
    case 'image':
    case 'file':
      return { mention: mentionOf(fields, kind) };
    case 'product':
      return {
        content: {
          kind,
          fallback: fallbackOf(fields),
          product: productOf(fields.object('product')),
          verified: rules.verified,
        },
      };
    case 'order':
      return {
        content: {
          kind,
          fallback: fallbackOf(fields),
          order: orderOf(fields.object('order')),
          verified: rules.verified,
        },
      };
    default:
      throw new ChatError('unsupported', 'This kind of content is not supported');
  }
}

/** A comment or the like: whole, not empty, bounded. Throws `invalid` or `too_large`. */
export function cleanLine(value: string, field: string, maxLength: number): string {
  if (value === '' || !isWhole(value)) throw wrong(field);
  if (value.length > maxLength) throw tooLong(field);
  return value;
}

function cleanText(fields: Fields, maxLength: number): string {
  const text = fields.longText('text');
  if (text.length > maxLength) throw tooLong('content.text');
  return text;
}

function mentionOf(fields: Fields, kind: FileContent['kind']): FileMention {
  const file = fields.text('file', FIELD_LIMITS.idLength);
  if (!isUuid(file)) throw fields.wrong('file');
  return { kind, file: file.toLowerCase(), fallback: fallbackOf(fields) };
}

function productOf(fields: Fields): ProductCard {
  return {
    id: fields.text('id', FIELD_LIMITS.idLength),
    title: fields.text('title', FIELD_LIMITS.titleLength),
    price: fields.money('price'),
    url: fields.url('url'),
    ...(fields.has('image') ? { image: fields.url('image') } : {}),
  };
}

function orderOf(fields: Fields): OrderCard {
  return {
    id: fields.text('id', FIELD_LIMITS.idLength),
    number: fields.text('number', FIELD_LIMITS.orderNumberLength),
    status: fields.text('status', FIELD_LIMITS.orderStatusLength),
    total: fields.money('total'),
    ...(fields.has('url') ? { url: fields.url('url') } : {}),
    ...(fields.has('items') ? { items: fields.list('items', FIELD_LIMITS.orderItems).map(itemOf) } : {}),
  };
}

function itemOf(fields: Fields): OrderItem {
  return {
    title: fields.text('title', FIELD_LIMITS.titleLength),
    quantity: fields.whole('quantity', 1, ORDER_QUANTITY_MAX),
  };
}

/** The line for clients that do not know the kind. */
function fallbackOf(fields: Fields): string {
  return fields.text('fallback', FIELD_LIMITS.fallbackLength);
}

function tooLong(field: string): ChatError {
  return new ChatError('too_large', `Too long: ${field}`, { fields: [field] });
}
