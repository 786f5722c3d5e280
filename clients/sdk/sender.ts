// The road of own sends: one unanswered send for each conversation, resent until it is answered, shown as what it truly is.
// What has no conversation yet is a lane of its own until its ack names one.

import { backoffMs } from './backoff.js';
import type { Clock, Timer } from './clock.js';
import type { PendingMessage } from './conversation-state.js';
import type { Outbox, OutboxEntry } from './outbox.js';
import { NO_LIFE_MS, RESEND_MS } from './numbers.js';
import type { Ack, ClientFrame, Reject, WireLimits } from './protocol.js';

/** A send that is not answered for this long is tried on a new connection, even if the server shows signs of life. */
const STUCK_MS = 20_000;

const TOO_LARGE = { code: 'too_large', message: 'Too large' };

/** What the sender needs of the client. */
export interface SenderHost {
  clock: Clock;
  random: () => number;
  outbox: Outbox;
  limits(): Readonly<WireLimits>;
  /** Leave of the pacer; `pump` is called when there is leave again. */
  mayGo(): boolean;
  transmit(frame: ClientFrame): boolean;
  heardAt(): number;
  reconnect(): void;
  /** Whether this conversation is held and its event with this `seq` is still to come. */
  awaits(conversation: string, seq: number): boolean;
  /** Pending messages of a conversation (undefined: of none yet) changed. */
  changed(conversation: string | undefined): void;
  failed(entry: OutboxEntry, error: { code: string; message: string }): void;
}

interface Lane {
  /** Id of the send whose turn it is: unanswered, or waiting after a retryable reject. */
  holder?: string;
  /** Sent on this connection and not answered yet. */
  flight?: { id: string; sentAt: number; bytes: number };
  /** Of the flight, or of the wait after a retryable reject. */
  timer: Timer;
  waits: boolean;
  tries: number;
  /** A send of this connection was cancelled unanswered: the server may refuse later ones until it comes again, which it never will. */
  orphaned: boolean;
}

/** Sends what the outbox holds and draws the conclusions from the answers. */
export class Sender {
  private readonly lanes = new Map<string, Lane>();
  /** Committed, but the event has not been seen yet. */
  private readonly acked = new Map<string, { entry: OutboxEntry; conversation: string; seq: number }>();
  private online = false;

  constructor(private readonly host: SenderHost) {}

  /** A connection is ready (true) or gone (false). Nothing is unanswered on a new one, so all is sent again, in order. */
  setOnline(online: boolean): void {
    this.online = online;
    for (const lane of this.lanes.values()) this.host.clock.clear(lane.timer);
    this.lanes.clear();
    if (online) this.pump();
  }

  /** Sends the first waiting entry of every free lane. */
  pump(): void {
    if (!this.online) return;
    const passed = new Set<string>();
    let unanswered = [...this.lanes.values()].filter((lane) => lane.flight).length;
    for (const entry of this.host.outbox.list()) {
      const name = entry.conversation ?? '';
      if (entry.failed) continue;
      // Where a send without a conversation goes is not known yet: it neither overtakes nor is overtaken.
      const behind = passed.has(name) || passed.has('') || (name === '' && passed.size > 0);
      passed.add(name);
      if (behind) continue;
      const lane = this.laneOf(name);
      if (lane.flight || lane.waits) continue;
      if (this.host.outbox.settledElsewhere(entry)) {
        this.host.changed(entry.conversation);
        this.pump();
        return;
      }
      if (unanswered >= this.host.limits().unansweredSends || !this.host.mayGo()) return;
      this.launch(entry, lane);
      unanswered += 1;
    }
  }

  /** The server says that it is committed; `seen`: by its event, not by its ack. Overrides any reject. */
  settle(ack: Pick<Ack, 'id' | 'conversation' | 'seq'>, seen: boolean): void {
    const id = ack.id.toLowerCase();
    const entry = this.host.outbox.get(id);
    if (seen && this.acked.delete(id)) this.host.changed(ack.conversation);
    if (entry) {
      const lane = entry.conversation ?? '';
      this.host.outbox.remove(id);
      if (!seen && this.host.awaits(ack.conversation, ack.seq))
        this.acked.set(id, { entry, conversation: ack.conversation, seq: ack.seq });
      if (lane === '') this.place(ack.conversation);
      this.release(lane, id);
      this.host.changed(entry.conversation);
      this.host.changed(ack.conversation);
    }
    this.pump();
  }

  /** The server says that it is not stored: for now (it is sent again) or finally. */
  refuse(reject: Reject): void {
    const entry = this.host.outbox.get(reject.id);
    if (!entry || entry.failed) return;
    const name = entry.conversation ?? '';
    const lane = this.laneOf(name);
    if (!reject.retryable) {
      this.fail(entry, { code: reject.code, message: reject.message });
      this.pump();
      return;
    }
    if (lane.holder !== entry.id) return;
    if (reject.code === 'conflict' && lane.orphaned) {
      this.host.reconnect();
      return;
    }
    this.host.clock.clear(lane.timer);
    delete lane.flight;
    lane.waits = true;
    const waitMs = reject.retryAfterMs ?? backoffMs(lane.tries, this.host.random);
    lane.tries += 1;
    lane.timer = this.host.clock.set(() => {
      lane.waits = false;
      this.pump();
    }, waitMs);
  }

  /** The connection ended because a frame was too big: the largest unanswered send was it. */
  failLargest(): void {
    const flights = [...this.lanes.values()].flatMap((lane) => lane.flight ?? []).sort((a, b) => b.bytes - a.bytes);
    const entry = flights[0] && this.host.outbox.get(flights[0].id);
    if (entry) this.fail(entry, TOO_LARGE);
  }

  /** Gives up an entry; what was sent already may turn up all the same. */
  cancel(id: string): void {
    const entry = this.host.outbox.get(id);
    if (!entry) return;
    this.host.outbox.remove(entry.id);
    this.release(entry.conversation ?? '', entry.id, true);
    this.host.changed(entry.conversation);
    this.pump();
  }

  /** Sends a failed entry again, behind all others. */
  retry(id: string): void {
    const entry = this.host.outbox.get(id);
    if (!entry?.failed) return;
    this.host.outbox.revive(entry);
    this.host.changed(entry.conversation);
    this.pump();
  }

  /** The cursor of a conversation moved: what is committed up to it is among the items now. */
  seenUpTo(conversation: string, cursor: number): void {
    for (const [id, one] of this.acked) {
      if (one.conversation !== conversation || one.seq > cursor) continue;
      this.acked.delete(id);
      this.host.changed(conversation);
    }
  }

  /** Forgets what was committed; with a conversation, only there. */
  forget(conversation: string | null): void {
    for (const [id, one] of this.acked)
      if (conversation === null || one.conversation === conversation) this.acked.delete(id);
  }

  /** Own sends of a conversation (undefined: of none yet) that are not in its log as far as is seen. */
  pendingOf(conversation: string | undefined): PendingMessage[] {
    const here = this.host.outbox.list().filter((entry) => entry.conversation === conversation);
    const sent = [...this.acked.values()].filter((one) => one.conversation === conversation);
    const messages = [
      ...here.map((entry) => ({ at: entry.at, message: messageOf(entry, entry.failed ? 'failed' : 'sending') })),
      ...sent.map(({ entry, seq }) => ({ at: entry.at, message: { ...messageOf(entry, 'sent'), seq } })),
    ];
    return messages.sort((a, b) => a.at - b.at).map((one) => one.message);
  }

  private laneOf(name: string): Lane {
    const lane = this.lanes.get(name) ?? { timer: null, waits: false, tries: 0, orphaned: false };
    this.lanes.set(name, lane);
    return lane;
  }

  private launch(entry: OutboxEntry, lane: Lane): void {
    const { at: _at, failed: _failed, ...data } = entry;
    const { id } = data;
    const frame: ClientFrame = { event: 'send', data };
    const bytes = new TextEncoder().encode(JSON.stringify(frame)).length;
    if (bytes > this.host.limits().frameBytes) {
      this.fail(entry, TOO_LARGE);
      this.pump();
      return;
    }
    const flight = { id, sentAt: this.host.clock.now(), bytes };
    lane.holder = id;
    lane.flight = flight;
    lane.timer = this.host.clock.set(() => {
      this.host.transmit(frame);
      this.watchOver(lane, flight);
    }, RESEND_MS);
    this.host.transmit(frame);
  }

  /** After the one resend: no sign of life for 10 s, or no answer for 20 s, and a new connection is tried. */
  private watchOver(lane: Lane, flight: { sentAt: number }): void {
    const now = this.host.clock.now();
    const deadAt = Math.min(Math.max(this.host.heardAt(), flight.sentAt) + NO_LIFE_MS, flight.sentAt + STUCK_MS);
    if (now >= deadAt) {
      this.host.reconnect();
      return;
    }
    lane.timer = this.host.clock.set(() => this.watchOver(lane, flight), deadAt - now);
  }

  private fail(entry: OutboxEntry, error: { code: string; message: string }): void {
    entry.failed = error;
    this.host.outbox.save(entry);
    this.release(entry.conversation ?? '', entry.id);
    this.host.changed(entry.conversation);
    this.host.failed(entry, error);
  }

  /** Frees a lane from the entry that held it. */
  private release(name: string, id: string, orphaned = false): void {
    const lane = this.lanes.get(name);
    if (lane?.holder !== id) return;
    this.host.clock.clear(lane.timer);
    this.lanes.set(name, { timer: null, waits: false, tries: 0, orphaned: orphaned || lane.orphaned });
  }

  /** Later sends without a conversation follow the first one into its conversation. */
  private place(conversation: string): void {
    for (const entry of this.host.outbox.list()) {
      if (entry.conversation !== undefined) continue;
      entry.conversation = conversation;
      this.host.outbox.save(entry);
    }
  }
}

function messageOf(entry: OutboxEntry, state: PendingMessage['state']): PendingMessage {
  const { conversation: _conversation, at, failed, ...rest } = entry;
  return { ...rest, at: new Date(at).toISOString(), state, ...(failed && { error: failed }) };
}
