// Notes, edits and recalls: the rarer ways to write.

import { Injectable } from '@nestjs/common';

import { rightOf } from '../auth/rights.js';
import type { Principal } from '../common/principal.js';
import { Database } from '../persistence/database.js';
import { EventLog } from '../persistence/log/event-log.js';
import type { Append, Appended } from '../persistence/log/log-types.js';
import { type Content, FIELD_LIMITS } from '../protocol/index.js';
import { type Access, AccessService } from './access.service.js';
import { senderOf } from './actor.js';
import { clientIdOf } from './appending.js';
import { wrong } from './content-fields.js';
import { type Corrector, decideEdit, decideRecall } from './corrections.js';
import { FileErasure } from './file-erasure.js';
import { MessageDrafts } from './message-drafts.js';
import { placeholders } from '../persistence/placeholders.js';

/** A private note. `mentions`: ids of agents of the shop. */
export interface NoteRequest {
  id: string;
  conversation: string;
  content: Content;
  mentions?: string[];
}

export interface EditRequest {
  id: string;
  conversation: string;
  seq: number;
  content: Content;
}

export type RecallRequest = Omit<EditRequest, 'content'>;

@Injectable()
export class CorrectionsService {
  constructor(
    private readonly log: EventLog,
    private readonly access: AccessService,
    private readonly drafts: MessageDrafts,
    private readonly erasure: FileErasure,
    private readonly database: Database,
  ) {}

  async note(principal: Principal, { id, conversation, content, mentions = [] }: NoteRequest): Promise<Appended> {
    const draft = this.drafts.begin(principal, { id, content });
    const access = await this.access.access(principal, conversation, 'note.write');
    const whole = await this.drafts.complete(draft.cleaned, draft.sender, access.shopId);
    const named = await this.checkMentions(access.shopId, mentions);
    const body = { content: whole, ...(named.length > 0 ? { mentions: named } : {}) };
    return this.log.append({
      ...base(principal, access, draft.clientId),
      decide: () => ({ events: [{ type: 'note', audience: 'agents', body }] }),
    });
  }

  async edit(principal: Principal, { id, conversation, seq, content }: EditRequest): Promise<Appended> {
    const draft = this.drafts.begin(principal, { id, content });
    const access = await this.access.access(principal, conversation, 'message.edit');
    const whole = await this.drafts.complete(draft.cleaned, draft.sender, access.shopId);
    const corrector = correctorOf(principal, access);
    let isIdle = false;
    const appended = await this.log.append({
      ...base(principal, access, draft.clientId),
      needs: { seq: checkSeq(seq), edits: false },
      decide: (situation) => {
        const decision = decideEdit(situation, corrector, whole);
        isIdle = decision.events.length === 0;
        return decision;
      },
    });
    return asRepeat(appended, isIdle);
  }

  /** Blanks the message, its edits, its preview and its files in the commit that appends the recall. */
  async recall(principal: Principal, { id, conversation, seq }: RecallRequest): Promise<Appended> {
    const clientId = clientIdOf(id);
    const access = await this.access.access(principal, conversation, 'message.recall');
    const corrector = correctorOf(principal, access);
    let erased: readonly string[] = [];
    let isIdle = false;
    const appended = await this.log.append({
      ...base(principal, access, clientId),
      needs: { seq: checkSeq(seq), edits: true },
      decide: (situation) => {
        const { decision, files } = decideRecall(situation, corrector);
        erased = files;
        isIdle = decision.events.length === 0;
        if (files.length === 0) return decision;
        const { at } = situation;
        return { ...decision, also: (manager) => this.erasure.blank(manager, access.shopId, files, at) };
      },
    });
    await this.erasure.removeSoon(erased);
    return asRepeat(appended, isIdle);
  }

  private async checkMentions(shopId: string, mentions: readonly string[]): Promise<string[]> {
    const named = [...new Set(mentions)];
    if (named.length === 0) return named;
    if (named.length > FIELD_LIMITS.mentions) throw wrong('mentions');
    const marks = placeholders(named.length);
    const sql = `SELECT agent_id FROM membership WHERE shop_id = ? AND agent_id IN (${marks})`;
    const rows = await this.database.rows(sql, [shopId, ...named]);
    if (rows.length < named.length) throw wrong('mentions');
    return named;
  }
}

/** What is so already is answered like a repeat: nothing was appended. */
function asRepeat(appended: Appended, isIdle: boolean): Appended {
  return isIdle ? { ...appended, duplicate: true } : appended;
}

function base(principal: Principal, { shopId, conversationId }: Access, clientId: string): Omit<Append, 'decide'> {
  return { shopId, conversationId, sender: senderOf(principal), clientId };
}

function correctorOf(principal: Principal, { shopId, audience }: Access): Corrector {
  return { sender: senderOf(principal), audience, any: rightOf(principal, shopId, 'message.recall') === true };
}

function checkSeq(seq: number): number {
  if (!Number.isSafeInteger(seq) || seq < 1) throw wrong('seq');
  return seq;
}
