// Conversations as a whole: started, changed, rated, and shown to either side.

import { Injectable } from '@nestjs/common';

import { ChatError } from '../common/chat-error.js';
import type { AgentPrincipal, CustomerPrincipal, Principal } from '../common/principal.js';
import type {
  Ack,
  ChangeRequest,
  ConversationRow,
  ConversationSnapshot,
  RatingRequest,
  StartConversationRequest,
} from '../protocol/index.js';

/** What became of a change: `appended` is false where nothing was to be changed, or it was a repeat. */
export interface Changed {
  ack: Ack;
  appended: boolean;
}

@Injectable()
export class ConversationsService {
  start(_principal: Principal, _request: StartConversationRequest, _id: string): Promise<Changed> {
    return pendingWork();
  }

  change(
    _principal: Principal,
    _conversationId: string,
    _request: ChangeRequest,
    _how: { id: string; ifMatch?: number },
  ): Promise<Changed> {
    return pendingWork();
  }

  rate(_principal: Principal, _conversationId: string, _request: RatingRequest, _id: string): Promise<Ack> {
    return pendingWork();
  }

  /** A row for the shop's side, the shopper's snapshot for the shopper. */
  snapshot(_principal: Principal, _conversationId: string): Promise<ConversationRow | ConversationSnapshot> {
    return pendingWork();
  }

  /** A shopper's conversations, the active one first, at most 20. */
  own(_customer: CustomerPrincipal): Promise<ConversationSnapshot[]> {
    return pendingWork();
  }

  /** An agent's assigned open conversations, newest activity first, at most 200. */
  assignedOpen(_agent: AgentPrincipal): Promise<ConversationRow[]> {
    return pendingWork();
  }
}

const pendingWork = (): Promise<never> => Promise.reject(new ChatError('unsupported', 'Not yet'));
