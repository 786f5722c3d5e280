// From a hello to a session: whose token it is, what it may see, what it missed. Nothing is handled before the welcome.

import { Injectable, Logger } from '@nestjs/common';

import { PrincipalService } from '../auth/principal.service.js';
import { ChatError } from '../common/chat-error.js';
import { principalKey } from '../common/principal.js';
import { ConversationsService } from '../conversations/conversations.service.js';
import { isAway } from '../persistence/sql-errors.js';
import {
  CLOSE,
  type CloseCode,
  type ConversationRow,
  type ConversationSnapshot,
  type ClientFrames,
  FEATURES,
  type ServerFrames,
  TIMES,
} from '../protocol/index.js';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import { RightsKeeper } from './rights-keeper.js';
import { Place, Rooms } from './rooms.js';
import { Session, type SessionPrincipal, type Watch } from './session.js';

/** A conversation as the welcome lists it. */
type Listed = ConversationRow | ConversationSnapshot;

/** Room for everything of a welcome but its conversations. */
const WELCOME_HEAD_BYTES = 8 * 1024;

@Injectable()
export class Welcome {
  private readonly logger = new Logger('Welcome');

  constructor(
    private readonly principals: PrincipalService,
    private readonly conversations: ConversationsService,
    private readonly connections: Connections,
    private readonly rooms: Rooms,
    private readonly place: Place,
    private readonly rights: RightsKeeper,
  ) {}

  /** Answers a hello by a welcome or a close. Never rejects. */
  async greet(connection: Connection<Session>, hello: ClientFrames['hello']): Promise<Session | null> {
    try {
      const asked = performance.now();
      const { principal, expiresAt } = await this.principals.authenticate(hello.token);
      if (!this.fits(principal, connection.origin)) {
        connection.close(CLOSE.badHello, 'token and origin do not fit');
        return null;
      }
      const listed = await this.listed(principal);
      if (connection.state === 'closing') return null;
      if (!this.connections.register(connection, principalKey(principal), hello.device)) return null;
      const session = new Session(connection, principal, expiresAt, hello.device, asked);
      this.welcome(session, listed);
      this.watchAll(session, listed, hello);
      return session;
    } catch (error) {
      this.refuse(connection, error);
      return null;
    }
  }

  /** A new token of the same principal, before the old one ends. */
  async refresh(session: Session, token: string): Promise<void> {
    const asked = performance.now();
    try {
      const { principal, expiresAt } = await this.principals.authenticate(token);
      if (principal.kind !== session.principal.kind || principal.id !== session.principal.id) {
        session.outlet.close(CLOSE.badHello, 'token of another principal');
        return;
      }
      this.rights.grant(session, principal, asked);
      session.expiresAt = expiresAt;
      session.warned = false;
      session.frame('refreshed', { expiresIn: expiresAt - this.place.database.clock.now() });
    } catch (error) {
      if (error instanceof ChatError) session.outlet.close(closeCodeOf(error), 'token refused');
      else session.outlet.error('unavailable', 'The database cannot be reached', 'refresh', { retryAfterMs: 1_000 });
    }
  }

  /** Where console and widget stand on different hosts, each host takes its own kind of token. */
  private fits(principal: SessionPrincipal, origin: string | null): boolean {
    const { publicUrl, widgetOrigin } = this.place.config.http;
    if (origin === null || publicUrl === widgetOrigin) return true;
    return origin === (principal.kind === 'agent' ? publicUrl : widgetOrigin);
  }

  private listed(principal: SessionPrincipal): Promise<Listed[]> {
    return principal.kind === 'agent' ? this.conversations.assignedOpen(principal) : this.conversations.own(principal);
  }

  private welcome(session: Session, conversations: Listed[]): void {
    const { config, database, node } = this.place;
    const { principal } = session;
    const frame: ServerFrames['welcome'] = {
      session: session.id,
      node: node.node,
      now: database.clock.iso(),
      log: database.logId,
      principal: {
        role: principal.kind,
        id: principal.id,
        name: principal.name,
        ...(principal.kind === 'customer' ? { shop: principal.shop } : {}),
      },
      expiresIn: Math.max(0, session.expiresAt - database.clock.now()),
      heartbeat: { intervalMs: TIMES.pingIntervalMs, timeoutMs: TIMES.clientSilentMs },
      limits: config.limits.wire,
      features: [...FEATURES],
      conversations: fitting(conversations, config.limits.wire.serverFrameBytes - WELCOME_HEAD_BYTES),
    };
    session.frame('welcome', frame);
    this.rooms.hub.add(session);
    this.rooms.presence.arrived(session);
  }

  /** Watches what the hello names and a shopper's own, then looks for what is missing after each cursor. */
  private watchAll(session: Session, listed: readonly Listed[], hello: ClientFrames['hello']): void {
    const { database } = this.place;
    const foreignLog = hello.log !== undefined && hello.log !== database.logId;
    if (foreignLog) session.frame('reset', { conversation: null, why: 'log' });
    const known = new Map(listed.map((item) => [item.id, item]));
    const most = this.place.config.limits.wire.watched;
    for (const [conversation, cursor] of Object.entries(hello.watch ?? {})) {
      if (session.watches.size >= most) {
        session.outlet.error('too_large', 'Too many watched conversations', 'hello', { conversation });
        continue;
      }
      const watch = this.watchFrom(session, conversation, cursor, known.get(conversation));
      if (foreignLog) this.rooms.compare.fromPresentEnd(watch);
    }
    if (session.principal.kind !== 'customer') return;
    for (const item of listed) if (!session.watches.has(item.id)) this.watchFrom(session, item.id, item.last, item);
  }

  private watchFrom(session: Session, conversation: string, cursor: number, known: Listed | undefined): Watch {
    const watch = this.rooms.hub.watch(session, conversation, cursor);
    if (known) watch.marksVersion = known.marks.version;
    this.rooms.compare.soon(watch);
    return watch;
  }

  private refuse(connection: Connection<Session>, error: unknown): void {
    if (error instanceof ChatError && !isAway(error)) {
      connection.error(error.code, error.message, 'hello');
      connection.close(closeCodeOf(error), 'hello refused');
      return;
    }
    if (!isAway(error)) this.logger.error({ msg: 'A hello failed', err: error });
    connection.error('unavailable', 'The database cannot be reached', 'hello', { retryAfterMs: 2_000 });
    connection.close(CLOSE.busy, 'unavailable');
  }
}

/** As many as fit one frame, the latest first; clients get the others by the list. */
function fitting(listed: Listed[], bytes: number): Listed[] {
  let left = bytes;
  const end = listed.findIndex((item) => (left -= Buffer.byteLength(JSON.stringify(item)) + 1) < 0);
  return end === -1 ? listed : listed.slice(0, end);
}

/** What a refused token means for coming back. */
function closeCodeOf(error: ChatError): CloseCode {
  const ended = (error.details.cause as { code?: unknown } | undefined)?.code === 'ERR_JWT_EXPIRED';
  if (ended) return CLOSE.tokenEnded;
  if (error.retryable) return CLOSE.busy;
  return error.code === 'blocked' ? CLOSE.rightGone : CLOSE.badHello;
}
