// One short method for each frame of a client. Frames are validated already, and their types are the contract's: a class of frames-dto
// in a signature would make Nest's global pipe check them again, or, imported as a type, name `Function` and fail every frame.
// Each method starts its work and returns.

import { Logger, UseFilters } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';

import { ChatError } from '../common/chat-error.js';
import { MessagesService } from '../conversations/messages.service.js';
import { isAway } from '../persistence/sql-errors.js';
import { type Ack, type ClientFrames, CLOSE, type Reject, SOCKET_PATH } from '../protocol/index.js';
import type { Connection } from './connection.js';
import { FrameFilter } from './frame-answers.js';
import { Listening } from './listening.js';
import type { Place } from './send-order.js';
import { Session } from './session.js';
import { Welcome } from './welcome.js';

@UseFilters(FrameFilter)
@WebSocketGateway({ path: SOCKET_PATH })
export class ChatGateway implements OnGatewayConnection<Connection<Session>>, OnGatewayDisconnect<Connection<Session>> {
  private readonly logger = new Logger('ChatGateway');

  constructor(
    private readonly welcome: Welcome,
    private readonly messages: MessagesService,
    private readonly listening: Listening,
  ) {}

  handleConnection(): void {
    // A connection is nobody until its hello.
  }

  handleDisconnect(connection: Connection<Session>): void {
    if (connection.session instanceof Session) this.listening.end(connection.session);
  }

  @SubscribeMessage('hello')
  async hello(
    @ConnectedSocket() connection: Connection<Session>,
    @MessageBody() data: ClientFrames['hello'],
  ): Promise<void> {
    const session = await this.welcome.greet(connection, data);
    if (!session) return;
    connection.session = session;
    this.listening.begin(session, data.inbox ?? null);
    if (connection.state === 'closing') this.listening.end(session);
  }

  @SubscribeMessage('send')
  send(@ConnectedSocket() connection: Connection<Session>, @MessageBody() data: ClientFrames['send']): void {
    const session = sessionOf(connection);
    const place = this.enter(connection, data);
    if (!place) return;
    this.messages.send(session.principal, data, place.guard).then(
      (ack: Ack) => {
        connection.sends.done(place);
        connection.frame('ack', { ...ack, id: data.id });
      },
      (error: unknown) => {
        const known = this.known(error, 'send');
        if (known.retryable) connection.sends.refused(place);
        else connection.sends.done(place);
        connection.frame('reject', rejection(data.id, known));
      },
    );
  }

  /** Takes the send's place in its conversation's row, or refuses it because an earlier one must come first. */
  private enter(connection: Connection<Session>, { conversation, id }: ClientFrames['send']): Place | null {
    try {
      return connection.sends.enter(conversation, id);
    } catch (error) {
      connection.frame('reject', rejection(id, this.known(error, 'send')));
      return null;
    }
  }

  @SubscribeMessage('received')
  received(@ConnectedSocket() connection: Connection<Session>, @MessageBody() data: ClientFrames['received']): void {
    this.listening.confirmed(sessionOf(connection), data.upTo, false);
  }

  @SubscribeMessage('read')
  read(@ConnectedSocket() connection: Connection<Session>, @MessageBody() data: ClientFrames['read']): void {
    this.listening.confirmed(sessionOf(connection), data.upTo, true);
  }

  @SubscribeMessage('typing')
  typing(@ConnectedSocket() connection: Connection<Session>, @MessageBody() data: ClientFrames['typing']): void {
    this.listening.typing(sessionOf(connection), data.conversation, data.on);
  }

  @SubscribeMessage('watch')
  watch(@ConnectedSocket() connection: Connection<Session>, @MessageBody() data: ClientFrames['watch']): void {
    this.listening.watch(sessionOf(connection), data.conversations);
  }

  @SubscribeMessage('unwatch')
  unwatch(@ConnectedSocket() connection: Connection<Session>, @MessageBody() data: ClientFrames['unwatch']): void {
    this.listening.unwatch(sessionOf(connection), data.conversations);
  }

  @SubscribeMessage('sync')
  async sync(
    @ConnectedSocket() connection: Connection<Session>,
    @MessageBody() data: ClientFrames['sync'],
  ): Promise<void> {
    try {
      await this.listening.sync(sessionOf(connection), data);
    } catch (error) {
      const { code, message, details } = this.known(error, 'sync');
      const wait = details.retryAfterMs === undefined ? {} : { retryAfterMs: details.retryAfterMs };
      connection.error(code, message, 'sync', { conversation: data.conversation, ...wait });
    }
  }

  @SubscribeMessage('inbox')
  inbox(@ConnectedSocket() connection: Connection<Session>, @MessageBody() data: ClientFrames['inbox']): void {
    this.listening.inbox(sessionOf(connection), data.filter);
  }

  @SubscribeMessage('refresh')
  refresh(
    @ConnectedSocket() connection: Connection<Session>,
    @MessageBody() data: ClientFrames['refresh'],
  ): Promise<void> {
    return this.welcome.refresh(sessionOf(connection), data.token);
  }

  /** An expected refusal, or one that is logged once here and told as `internal` or `unavailable`. */
  private known(error: unknown, of: string): ChatError {
    if (error instanceof ChatError) return error;
    if (isAway(error))
      return new ChatError('unavailable', 'The database cannot be reached', { cause: error, retryAfterMs: 1_000 });
    this.logger.error({ msg: 'A frame failed', of, err: error });
    return new ChatError('internal', 'Something went wrong', { cause: error, retryAfterMs: 2_000 });
  }
}

/** The session of a connection that was welcomed; the adapter lets no frame through before. */
function sessionOf(connection: Connection<Session>): Session {
  if (connection.session instanceof Session) return connection.session;
  connection.close(CLOSE.badHello, 'no session');
  throw new ChatError('unauthorized', 'Say hello first');
}

function rejection(id: string, error: ChatError): Reject {
  const { code, message, retryable, details } = error;
  return {
    id,
    code,
    message,
    retryable,
    ...(details.retryAfterMs === undefined ? {} : { retryAfterMs: details.retryAfterMs }),
  };
}
