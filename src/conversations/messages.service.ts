// Messages, notes and their corrections: may this principal write here, then the log.

import { Injectable } from '@nestjs/common';

import { ChatError } from '../common/chat-error.js';
import type { Principal } from '../common/principal.js';
import type { OrderGuard } from '../persistence/log/log-types.js';
import type { Ack, Content } from '../protocol/index.js';

/** A message to be sent. A shopper may leave the conversation out. */
export interface SendRequest {
  id: string;
  conversation?: string;
  content: Content;
  replyTo?: number;
}

@Injectable()
export class MessagesService {
  /** Throws a `ChatError`. With a known conversation it reaches the log before this call returns. */
  send(_principal: Principal, _request: SendRequest, _order?: OrderGuard): Promise<Ack> {
    return pendingWork();
  }

  note(
    _principal: Principal,
    _request: { id: string; conversation: string; content: Content; mentions?: string[] },
  ): Promise<Ack> {
    return pendingWork();
  }

  edit(
    _principal: Principal,
    _request: { id: string; conversation: string; seq: number; content: Content },
  ): Promise<Ack> {
    return pendingWork();
  }

  recall(_principal: Principal, _request: { id: string; conversation: string; seq: number }): Promise<Ack> {
    return pendingWork();
  }
}

const pendingWork = (): Promise<never> => Promise.reject(new ChatError('unsupported', 'Not yet'));
