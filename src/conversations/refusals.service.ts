// The last look before something is refused for good: an id that is stored already is answered with its place, whatever
// came with it this time. Only the log can prove that it is not stored (a try of the same id may be on its way).

import { Injectable } from '@nestjs/common';

import { ChatError } from '../common/chat-error.js';
import { isUuid } from '../common/ids.js';
import type { Principal } from '../common/principal.js';
import { Database } from '../persistence/database.js';
import { EventLog } from '../persistence/log/event-log.js';
import type { Appended } from '../persistence/log/log-types.js';
import type { Code } from '../protocol/index.js';
import { AccessService } from './access.service.js';
import { senderOf } from './actor.js';
import { chatErrorOf } from './appending.js';
import { inTime } from './in-time.js';
import { placeholders } from '../persistence/placeholders.js';

interface Known {
  conversation_id: string;
  seq: number;
  created_at: number | string;
}

/** Said by the log alone, which has looked. */
const PROVEN: readonly Code[] = ['closed', 'conflict', 'internal'];

@Injectable()
export class RefusalsService {
  constructor(
    private readonly log: EventLog,
    private readonly access: AccessService,
    private readonly database: Database,
  ) {}

  /** The first one's place, if the id is stored. Else throws the refusal, or that nobody can tell now. */
  async settle(principal: Principal, id: unknown, error: unknown, conversationId?: string): Promise<Appended> {
    const refusal = chatErrorOf(error);
    if (refusal.retryable || !isUuid(id) || PROVEN.includes(refusal.code)) throw refusal;
    const clientId = id.toLowerCase();
    return inTime(async () => {
      const known = await this.find(principal, clientId);
      return known ?? (await this.prove(principal, clientId, refusal, conversationId));
    }).answer.catch((failure: unknown) => {
      throw chatErrorOf(failure);
    });
  }

  private async find(principal: Principal, clientId: string): Promise<Appended | undefined> {
    const { key, aliases = [] } = senderOf(principal);
    const shops = principal.kind === 'agent' ? [...principal.shops.keys()] : [principal.shop];
    if (shops.length === 0) return undefined;
    const sql = `SELECT conversation_id, seq, created_at FROM event
      WHERE shop_id IN (${placeholders(shops.length)}) AND sender IN (${placeholders(1 + aliases.length)}) AND client_id = ?`;
    const [row] = await this.database.rows<Known>(sql, [...shops, key, ...aliases, clientId]);
    if (!row) return undefined;
    return { conversationId: row.conversation_id, seq: row.seq, at: Number(row.created_at), duplicate: true };
  }

  /** Through the lock of the conversation, behind whatever of this sender is on its way there. */
  private async prove(principal: Principal, clientId: string, refusal: ChatError, id?: string): Promise<Appended> {
    const access = id === undefined ? undefined : await this.accessTo(principal, id);
    if (!access) throw refusal;
    const { shopId, conversationId } = access;
    const decide = (): never => {
      throw refusal;
    };
    return this.log.append({ shopId, conversationId, sender: senderOf(principal), clientId, decide });
  }

  private async accessTo(principal: Principal, id: string) {
    try {
      return await this.access.access(principal, id, 'message.send');
    } catch (error) {
      if (error instanceof ChatError) return undefined;
      throw error;
    }
  }
}
