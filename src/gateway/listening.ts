// What a session asks to hear: watches, confirmations, typing, pages of the log, its inbox.

import { Injectable } from '@nestjs/common';

import { Router } from '../cluster/router.js';
import { notFound } from '../common/chat-error.js';
import { AccessService } from '../conversations/access.service.js';
import { toWire } from '../persistence/event-wire.js';
import { type ClientFrames, type Cursors, DEFAULT_PAGE, type InboxFilter, type WireLimits } from '../protocol/index.js';
import { InboxFeed } from './inbox-feed.js';
import { RightsKeeper } from './rights-keeper.js';
import { LogRoads, Rooms } from './rooms.js';
import type { Session, Watch } from './session.js';

@Injectable()
export class Listening {
  constructor(
    private readonly rooms: Rooms,
    private readonly log: LogRoads,
    private readonly inboxes: InboxFeed,
    private readonly router: Router,
    private readonly access: AccessService,
    private readonly rights: RightsKeeper,
  ) {}

  private get limits(): WireLimits {
    return this.log.limits;
  }

  begin(session: Session, inbox: InboxFilter | null): void {
    if (inbox) this.inbox(session, inbox);
  }

  end(session: Session): void {
    this.rooms.hub.remove(session);
    this.inboxes.forget(session);
    this.rooms.presence.forget(session);
    this.rooms.presence.left(session);
  }

  watch(session: Session, conversations: Cursors): void {
    if (session.principal.kind !== 'agent') {
      session.outlet.error('forbidden', 'Shoppers watch their own conversations by themselves', 'watch');
      return;
    }
    for (const [conversation, cursor] of Object.entries(conversations)) {
      if (!session.watches.has(conversation) && session.watches.size >= this.limits.watched) {
        session.outlet.error('too_large', 'Too many watched conversations', 'watch', { conversation });
        continue;
      }
      this.rooms.compare.soon(this.rooms.hub.watch(session, conversation, cursor));
    }
  }

  unwatch(session: Session, conversations: readonly string[]): void {
    if (session.principal.kind !== 'agent') {
      session.outlet.error('forbidden', 'Shoppers watch their own conversations by themselves', 'unwatch');
      return;
    }
    for (const conversation of conversations) this.rooms.hub.unwatch(session, conversation);
  }

  /** The client holds, or has seen, everything up to these. */
  confirmed(session: Session, upTo: Cursors, read: boolean): void {
    const others: [string, number][] = [];
    for (const [conversation, seq] of Object.entries(upTo)) {
      const watch = session.watches.get(conversation);
      if (watch && watch.shop !== '') {
        confirm(watch, seq);
        this.raise(session, conversation, seq, read);
      } else others.push([conversation, seq]);
    }
    // While the database is away nobody can tell; whoever holds more says so again.
    if (others.length > 0) this.confirmedOthers(session, others, read).catch(() => undefined);
  }

  /** A row of the inbox was brought, a page fetched, or the watch has only begun: the rights are looked up first, all at once. */
  private async confirmedOthers(session: Session, upTo: readonly [string, number][], read: boolean): Promise<void> {
    const readable = await this.access.readable(
      session.principal,
      upTo.map(([conversation]) => conversation),
    );
    for (const [conversation, seq] of upTo) {
      if (readable.has(conversation)) this.raise(session, conversation, seq, read);
      else session.outlet.error('not_found', 'No such conversation', read ? 'read' : 'received', { conversation });
    }
  }

  typing(session: Session, conversation: string, on: boolean): void {
    const watch = session.watches.get(conversation);
    if (!watch || watch.shop === '' || !session.belongsTo(watch.shop)) {
      session.outlet.error('not_found', 'No such conversation', 'typing', { conversation });
      return;
    }
    const { kind: role, id, name } = session.principal;
    this.router.announce([{ kind: 'typing', conversation, who: { role, id, name }, on }]);
  }

  /** A page of the log. A cursor beyond the end is of another life of the log. */
  async sync(session: Session, { conversation, after, before, limit }: ClientFrames['sync']): Promise<void> {
    const { shopId } = await this.access.access(session.principal, conversation);
    if (!this.rights.fresh(session, shopId)) await this.rights.confirm(session);
    if (!this.rights.fresh(session, shopId)) throw notFound('No such conversation');
    const head = await this.log.reader.head(conversation);
    if (!head) throw notFound('No such conversation');
    if (after !== undefined && after > head.lastSeq) {
      session.frame('reset', { conversation, why: 'cursor' });
      return;
    }
    const size = Math.min(Math.max(limit ?? DEFAULT_PAGE, 1), this.limits.pageEvents);
    const { audience } = session;
    const bounds = {
      ...(after === undefined ? {} : { after }),
      ...(after === undefined && before !== undefined ? { before } : {}),
    };
    const { rows, more } = await this.log.reader.page(conversation, audience, { ...bounds, limit: size });
    const events = rows.map((row) => toWire(row, audience));
    const last = audience === 'agents' ? head.lastSeq : head.lastPublicSeq;
    session.frame('events', {
      conversation,
      after: events[0]?.after ?? after ?? 0,
      events,
      last: Math.max(last, events.at(-1)?.seq ?? 0),
      more,
    });
  }

  inbox(session: Session, filter: InboxFilter | null): void {
    if (session.principal.kind !== 'agent') {
      session.outlet.error('forbidden', 'Only agents have an inbox', 'inbox');
      return;
    }
    if (filter?.shop !== undefined && !session.belongsTo(filter.shop)) {
      session.outlet.error('not_found', 'No such shop', 'inbox');
      return;
    }
    session.inbox = filter;
    this.rooms.hub.joinInboxes(
      session,
      filter === null ? [] : filter.shop === undefined ? session.principal.shops.keys() : [filter.shop],
    );
  }

  private raise(session: Session, conversationId: string, seq: number, read: boolean): void {
    this.log.marks.raise({ conversationId, side: session.side, delivered: seq, read: read ? seq : 0 });
  }
}

/** Moves what the client confirmed; progress starts the wait for the rest anew. */
function confirm(watch: Watch, seq: number): void {
  const confirmed = Math.min(seq, watch.pushed);
  if (confirmed <= watch.confirmed) return;
  watch.confirmed = confirmed;
  watch.repushed = false;
  watch.unconfirmedSince = confirmed >= watch.pushed ? 0 : performance.now();
}
