// Who types. Own keystrokes are told at most every 3 s; others' typing ends by itself after 6 s.

import type { Clock, Timer } from './clock.js';
import { TYPING_MS } from './numbers.js';
import type { ClientFrame } from './protocol.js';
import type { TypingPerson } from './conversation-state.js';

/** The server forgets after 6 s, so half of it keeps the sign alive. */
const REPEAT_MS = TYPING_MS / 2;

/** What the typing signs need of the client. */
export interface TypingHost {
  clock: Clock;
  transmit(frame: ClientFrame): boolean;
  /** Somebody began (true) or ceased (false). */
  changed(conversation: string, who: TypingPerson, on: boolean): void;
}

/** Own and others' typing. */
export class Typing {
  private readonly toldAt = new Map<string, number>();
  private readonly others = new Map<string, Map<string, { who: TypingPerson; timer: Timer }>>();

  constructor(private readonly host: TypingHost) {}

  /** This person types in a conversation, or ceased to. */
  tell(conversation: string, on: boolean): void {
    const now = this.host.clock.now();
    const toldAt = this.toldAt.get(conversation);
    const recently = toldAt !== undefined && now >= toldAt && now - toldAt < (on ? REPEAT_MS : TYPING_MS);
    if (on === recently) return;
    if (!this.host.transmit({ event: 'typing', data: { conversation, on } })) return;
    if (on) this.toldAt.set(conversation, now);
    else this.toldAt.delete(conversation);
  }

  /** A message was sent: the other side drops the sign by itself. */
  sent(conversation: string): void {
    this.toldAt.delete(conversation);
  }

  /** Somebody else types, or ceased to. */
  hear(conversation: string, who: TypingPerson, on: boolean): void {
    const here = this.others.get(conversation) ?? new Map<string, { who: TypingPerson; timer: Timer }>();
    const before = here.get(who.id);
    if (!on && !before) return;
    this.host.clock.clear(before?.timer);
    this.others.set(conversation, here);
    if (on) here.set(who.id, { who, timer: this.host.clock.set(() => this.hear(conversation, who, false), TYPING_MS) });
    else here.delete(who.id);
    if (on !== (before !== undefined)) this.host.changed(conversation, who, on);
  }

  /** Who types in a conversation. */
  in(conversation: string): TypingPerson[] {
    return [...(this.others.get(conversation)?.values() ?? [])].map((one) => one.who);
  }

  /** The connection is gone: nobody is known to type. */
  clear(): void {
    this.toldAt.clear();
    for (const [conversation, here] of this.others)
      for (const { who } of [...here.values()]) this.hear(conversation, who, false);
  }
}
