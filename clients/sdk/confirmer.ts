// Gathers what is held (`received`) and what was seen (`read`): at most one frame of each a second, at the latest after one.
// It also looks at the clock whenever a frame comes, as timers of hidden tabs are late.

import type { Clock, Timer } from './clock.js';
import { CONFIRM_MS } from './numbers.js';
import type { ClientFrame } from './protocol.js';

type Kind = 'received' | 'read';

/** Conversations of one frame; the server takes no more. */
const MOST = 200;

/** One gatherer of cumulative confirmations. */
export class Confirmer {
  private readonly noted = new Map<string, number>();
  private sentAt = -Infinity;
  private timer: Timer = null;

  constructor(
    private readonly kind: Kind,
    private readonly clock: Clock,
    private readonly transmit: (frame: ClientFrame) => boolean,
  ) {}

  /** Notes that all up to `seq` is held or seen. */
  note(conversation: string, seq: number): void {
    if (seq <= (this.noted.get(conversation) ?? 0)) return;
    this.noted.set(conversation, seq);
  }

  /** Drops what was noted: of one conversation, or all. */
  forget(conversation: string | null): void {
    if (conversation === null) this.noted.clear();
    else this.noted.delete(conversation);
  }

  /** Sends what is due; what is not is sent when its second is over. Without a connection it stays noted. */
  flush(): void {
    if (this.noted.size === 0) return;
    const now = this.clock.now();
    const waitMs = this.sentAt + CONFIRM_MS - now;
    if (waitMs > 0 && waitMs <= CONFIRM_MS) {
      this.timer ??= this.clock.set(() => {
        this.timer = null;
        this.flush();
      }, waitMs);
      return;
    }
    this.clock.clear(this.timer);
    this.timer = null;
    const due = [...this.noted].slice(0, MOST);
    if (!this.transmit({ event: this.kind, data: { upTo: Object.fromEntries(due) } })) return;
    this.sentAt = now;
    for (const [conversation] of due) this.noted.delete(conversation);
    this.flush();
  }
}
