// Golden examples: one frame of each name, as it stands on the wire. Server, SDK and any other client are tested against them.

import type { ClientFrame, ServerFrame } from './frames.js';
import { WIRE_LIMITS } from './limits.js';

const conversation = '01930000-0000-7000-8000-0000000000c1';
const sendId = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
const at = '2026-11-21T09:30:00.000Z';
const customer = { role: 'customer', id: '01930000-0000-7000-8000-0000000000a1', name: 'Visitor' } as const;
const marks = {
  version: 3,
  delivered: { shop: 2, customer: 2 },
  read: { shop: 2, customer: 1 },
  readCounts: { shop: 1, customer: 0 },
};

/** One example of each client frame. */
export const GOLDEN_CLIENT_FRAMES: readonly ClientFrame[] = [
  {
    event: 'hello',
    data: { token: 'header.payload.signature', device: 'tab-1', watch: { [conversation]: 2 }, client: 'widget/1.0.0' },
  },
  { event: 'send', data: { id: sendId, conversation, content: { kind: 'text', text: 'Is the blue one in stock?' } } },
  { event: 'received', data: { upTo: { [conversation]: 2 } } },
  { event: 'read', data: { upTo: { [conversation]: 2 } } },
  { event: 'typing', data: { conversation, on: true } },
  { event: 'watch', data: { conversations: { [conversation]: 0 } } },
  { event: 'unwatch', data: { conversations: [conversation] } },
  { event: 'sync', data: { conversation, after: 2, limit: 50 } },
  { event: 'inbox', data: { filter: { status: 'open', assignee: 'me' } } },
  { event: 'refresh', data: { token: 'header.payload.signature' } },
  { event: 'ping', data: {} },
  { event: 'pong', data: {} },
];

const message = {
  conversation,
  seq: 2,
  after: 1,
  type: 'message',
  by: customer,
  at,
  id: sendId,
  counts: { customer: 1, shop: 0 },
  content: { kind: 'text', text: 'Is the blue one in stock?' },
} as const;

/** One example of each server frame. */
export const GOLDEN_SERVER_FRAMES: readonly ServerFrame[] = [
  {
    event: 'welcome',
    data: {
      session: '01930000-0000-7000-8000-0000000000e1',
      node: 'node-1',
      now: at,
      log: '01930000-0000-7000-8000-0000000000f1',
      principal: { role: 'customer', id: customer.id, name: null, shop: '01930000-0000-7000-8000-0000000000b1' },
      expiresIn: 600_000,
      heartbeat: { intervalMs: 25_000, timeoutMs: 45_000 },
      limits: WIRE_LIMITS,
      features: ['text'],
      conversations: [],
    },
  },
  { event: 'event', data: message },
  { event: 'events', data: { conversation, after: 1, events: [message], last: 2, more: false } },
  { event: 'ack', data: { id: sendId, conversation, seq: 2, at } },
  {
    event: 'reject',
    data: { id: sendId, code: 'unavailable', message: 'The database is away', retryable: true, retryAfterMs: 1000 },
  },
  { event: 'marks', data: { conversation, ...marks } },
  { event: 'typing', data: { conversation, who: customer, on: true } },
  { event: 'presence', data: { who: customer.id, state: 'online' } },
  { event: 'inbox', data: { upserts: [], removed: [{ id: conversation, version: 4 }] } },
  { event: 'ping', data: {} },
  { event: 'pong', data: {} },
  { event: 'reset', data: { conversation, why: 'cursor' } },
  { event: 'expiring', data: { inMs: 60_000 } },
  { event: 'refreshed', data: { expiresIn: 600_000 } },
  { event: 'drain', data: { withinMs: 10_000 } },
  { event: 'error', data: { code: 'invalid', message: 'after must be a whole number', of: 'sync', conversation } },
  { event: 'close', data: { code: 4013, retryAfterMs: 2000 } },
];
