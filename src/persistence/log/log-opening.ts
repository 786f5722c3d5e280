// Making a conversation: its head, its marks, its customer's row if that is new, and its first events, in one transaction of its own.

import type { EntityManager, QueryRunner } from 'typeorm';

import { ChatError } from '../../common/chat-error.js';
import type { Database } from '../database.js';
import { Customer, Mark } from '../entities/index.js';
import { isAway, isDuplicateOf } from '../sql-errors.js';
import { number } from './log-batch.js';
import { insertEvents, insertHead, knownRows } from './log-sql.js';
import type { Committed, Opened, Opening } from './log-types.js';

interface Result {
  opened: Opened;
  committed?: Committed;
}

/** Makes it, or tells which active conversation the customer has. Tries again while the database is away, until `answerMs` has passed. */
export async function openConversation(database: Database, opening: Opening, answerMs: number): Promise<Result> {
  const deadline = performance.now() + answerMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return await withDeadline(
        database.transaction((manager) => once(manager, opening, database.clock.now())),
        deadline,
      );
    } catch (error) {
      if (isDuplicateOf(error, 'uq_conversation_active', 'conversation.shop_id, conversation.active_customer')) {
        const id = await activeOf(database, opening);
        if (id) return { opened: { kind: 'exists', conversationId: id } };
      } else if (
        !isAway(error) &&
        !isDuplicateOf(error, 'uq_event_client', 'event.shop_id') &&
        !isDuplicateOf(error, 'PRIMARY', 'customer.id')
      ) {
        throw error;
      }
      if (performance.now() > deadline)
        throw new ChatError('unavailable', 'The database did not answer in time', { cause: error, retryAfterMs: 1000 });
      await new Promise((resolve) => setTimeout(resolve, Math.min(500, 25 * 2 ** attempt)));
    }
  }
}

/** An attempt that outlives the deadline is left to itself: what it may have committed is found by the repeat. */
function withDeadline<T>(task: Promise<T>, deadline: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => {
        reject(new ChatError('unavailable', 'The database did not answer in time', { retryAfterMs: 1000 }));
      },
      Math.max(0, deadline - performance.now()),
    );
    task.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}

async function once(manager: EntityManager, opening: Opening, at: number): Promise<Result> {
  const runner = runnerOf(manager);
  const { sender, clientId } = opening;
  const keys = [sender.key, ...(sender.aliases ?? [])];
  const { shopId } = opening.conversation;
  const [known] = await knownRows(
    runner,
    keys.map((key) => ({ shop_id: shopId, sender: key, client_id: clientId })),
  );
  if (known) {
    const appended = {
      conversationId: known.conversation_id,
      seq: known.seq,
      at: Number(known.created_at),
      duplicate: true,
    };
    return { opened: { kind: 'opened', appended } };
  }
  const head = structuredClone(opening.conversation);
  const events = opening.events.map((draft, index) =>
    number(head, draft, opening, index === opening.answer ? clientId : null, at),
  );
  Object.assign(head, opening.patch(at), { lastEventAt: at, version: 1, createdAt: at, changedAt: at });
  await ensureCustomer(manager, opening, at);
  await insertHead(runner, head);
  await manager
    .getRepository(Mark)
    .insert({ ...EMPTY_MARK, conversationId: head.id, shopId: head.shopId, changedAt: at });
  await insertEvents(runner, events);
  const seq = events[opening.answer]?.seq ?? 0;
  return {
    opened: { kind: 'opened', appended: { conversationId: head.id, seq, at, duplicate: false } },
    committed: { head, events },
  };
}

/** Writes the customer's row unless it is there, and keeps a claim of it out until the commit. */
async function ensureCustomer(manager: EntityManager, opening: Opening, at: number): Promise<void> {
  const { customer, conversation } = opening;
  if (!customer) return;
  const lock = manager.dataSource.options.type === 'better-sqlite3' ? '' : ' FOR UPDATE';
  const sql = `SELECT claimed_by FROM customer WHERE id = ?${lock}`;
  const [row] = await manager.query<{ claimed_by: string | null }[]>(sql, [customer.id]);
  // Claimed while this was on its way: a conversation made now would belong to nobody.
  if (row?.claimed_by) throw new ChatError('unauthorized', 'This visitor signed in meanwhile');
  if (row) return;
  await manager
    .getRepository(Customer)
    .insert({ ...customer, shopId: conversation.shopId, blockedAt: null, claimedBy: null, createdAt: at });
}

async function activeOf(database: Database, opening: Opening): Promise<string | undefined> {
  const sql = 'SELECT id FROM conversation WHERE shop_id = ? AND active_customer = ?';
  const { shopId, customerId } = opening.conversation;
  const [row] = await database.rows<{ id: string }>(sql, [shopId, customerId]);
  return row?.id;
}

/** The transaction's own connection. */
function runnerOf(manager: EntityManager): QueryRunner {
  if (!manager.queryRunner) throw new Error('A transaction has a connection of its own');
  return manager.queryRunner;
}

const EMPTY_MARK = {
  deliveredShop: 0,
  deliveredShopPublic: 0,
  deliveredCustomer: 0,
  readShop: 0,
  readShopPublic: 0,
  readCustomer: 0,
  readShopCount: 0,
  readCustomerCount: 0,
  version: 0,
};
