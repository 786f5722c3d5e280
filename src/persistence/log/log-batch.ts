// One transaction of the group commit: lock the heads, decide, number and insert the events, move the heads, commit.

import type { QueryRunner } from 'typeorm';

import { ChatError, notFound } from '../../common/chat-error.js';
import type { Dialect } from '../columns.js';
import type { Conversation, EventRow } from '../entities/index.js';
import { begin, rollBack } from '../transaction.js';
import { existing, insertEvents, knownRows, lockHeads, moveHeads, rowAndEdits } from './log-sql.js';
import type { Append, Appended, Committed, Decision, Draft } from './log-types.js';

/** What became of one append of a batch. */
export type Outcome =
  | { kind: 'done'; appended: Appended }
  | { kind: 'refused'; error: ChatError }
  /** Someone else holds the conversation locked. */
  | { kind: 'locked' };

/** All outcomes, and what was committed. */
export interface BatchResult {
  outcomes: Map<Append, Outcome>;
  committed: Committed[];
}

/** The COMMIT itself failed or was cut: only appending again through the lock and the unique key can tell. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';
}

interface Work {
  head: Conversation;
  events: EventRow[];
  /** New bodies of rows by seq, decided in this batch and not written yet. */
  bodies: Map<number, Record<string, unknown>>;
  moved: boolean;
}

/** Runs one batch. `suspects`: look their ids up before deciding, because an earlier try may have committed them. */
export class LogBatch {
  private readonly outcomes = new Map<Append, Outcome>();
  private readonly work = new Map<string, Work>();
  private readonly made = new Map<string, Appended>();
  private readonly effects: { head: Conversation; decision: Decision }[] = [];
  /** Appends that changed nothing: perhaps because an earlier try of theirs did. */
  private readonly idle = new Set<Append>();

  constructor(
    private readonly runner: QueryRunner,
    private readonly dialect: Dialect,
    private readonly at: number,
    private readonly appends: readonly Append[],
    private readonly suspects: ReadonlySet<Append>,
  ) {}

  async run(): Promise<BatchResult> {
    await begin(this.runner);
    try {
      await this.lock();
      await this.settleKnown(this.appends.filter((append) => this.mayBeKnown(append) && !this.outcomes.has(append)));
      for (const append of this.appends) if (!this.outcomes.has(append)) await this.decide(append);
      await this.settleKnown(
        this.appends.filter((append) => this.idle.has(append) || this.outcomes.get(append)?.kind === 'refused'),
      );
      await this.write();
    } catch (error) {
      await rollBack(this.runner);
      throw error;
    }
    try {
      await this.runner.commitTransaction();
    } catch (error) {
      await rollBack(this.runner);
      throw new UnknownOutcome('COMMIT failed', { cause: error });
    }
    return { outcomes: this.outcomes, committed: this.committed() };
  }

  private async lock(): Promise<void> {
    const ids = [...new Set(this.appends.map((append) => append.conversationId))].sort();
    for (const head of await lockHeads(this.runner, this.dialect, ids))
      this.work.set(head.id, { head, events: [], bodies: new Map(), moved: false });
    const missing = ids.filter((id) => !this.work.has(id));
    const locked = missing.length > 0 ? await existing(this.runner, missing) : new Set<string>();
    for (const append of this.appends) {
      const work = this.work.get(append.conversationId);
      if (work?.head.shopId === append.shopId) continue;
      this.outcomes.set(
        append,
        !work && locked.has(append.conversationId)
          ? { kind: 'locked' }
          : { kind: 'refused', error: notFound('No such conversation') },
      );
    }
  }

  /** The unique key catches repeats of one sender key only: former keys of a person must be looked for. */
  private mayBeKnown(append: Append): boolean {
    return this.suspects.has(append) || (append.sender.aliases?.length ?? 0) > 0;
  }

  /** Turns those whose id the log knows into repeats. */
  private async settleKnown(appends: readonly Append[]): Promise<void> {
    if (appends.length === 0) return;
    const rows = await knownRows(
      this.runner,
      appends.flatMap(({ shopId, sender, clientId }) =>
        [sender.key, ...(sender.aliases ?? [])].map((key) => ({ shop_id: shopId, sender: key, client_id: clientId })),
      ),
    );
    for (const append of appends) {
      const keys = [append.sender.key, ...(append.sender.aliases ?? [])];
      const row = rows.find(
        (known) =>
          known.shop_id === append.shopId && known.client_id === append.clientId && keys.includes(known.sender),
      );
      if (row) {
        const appended = {
          conversationId: row.conversation_id,
          seq: row.seq,
          at: Number(row.created_at),
          duplicate: true,
        };
        this.outcomes.set(append, { kind: 'done', appended });
      }
    }
  }

  private async decide(append: Append): Promise<void> {
    const work = this.work.get(append.conversationId);
    if (!work) return;
    const keys = [append.sender.key, ...(append.sender.aliases ?? [])].map(
      (key) => `${append.shopId} ${key} ${append.clientId}`,
    );
    const first = keys.map((key) => this.made.get(key)).find((made) => made !== undefined);
    if (first) {
      this.outcomes.set(append, { kind: 'done', appended: { ...first, duplicate: true } });
      return;
    }
    try {
      if (append.order?.broken)
        throw new ChatError('conflict', 'An earlier message of this conversation must come first');
      const rows = append.needs ? await this.rowsFor(work, append.needs) : [];
      const row = rows.find((candidate) => candidate.seq === append.needs?.seq);
      const decision = append.decide({
        head: work.head,
        at: this.at,
        row,
        edits: rows.filter((candidate) => candidate !== row),
      });
      const appended = this.apply(work, append, decision);
      for (const key of keys) this.made.set(key, appended);
      this.outcomes.set(append, { kind: 'done', appended });
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      // At once, for what comes behind it may be decided in this very batch.
      if (error.retryable && append.order) append.order.broken = true;
      this.outcomes.set(append, { kind: 'refused', error });
    }
  }

  /** A row and its edits as this batch leaves them: what it has decided so far is not written yet. */
  private async rowsFor(
    { head, events, bodies }: Work,
    { seq, edits }: NonNullable<Append['needs']>,
  ): Promise<EventRow[]> {
    const stored = await rowAndEdits(this.runner, head.id, seq, edits);
    const decided = events.filter(
      (row) => row.seq === seq || (edits && row.type === 'edit' && row.content['of'] === seq),
    );
    return [...stored, ...decided].map((row) =>
      Object.assign({}, row, { content: bodies.get(row.seq) ?? row.content }),
    );
  }

  private apply(work: Work, append: Append, decision: Decision): Appended {
    const { head } = work;
    const firstSeq = head.lastSeq + 1;
    const answer = decision.answer ?? 0;
    decision.events.forEach((draft, index) => {
      work.events.push(number(head, draft, append, index === answer ? append.clientId : null, this.at));
    });
    if (decision.events.length > 0) {
      Object.assign(head, decision.patch);
      head.lastEventAt = this.at;
      head.version += 1;
      head.changedAt = this.at;
      work.moved = true;
      for (const { seq, body } of decision.rewrites ?? []) work.bodies.set(seq, body);
      this.effects.push({ head, decision });
    } else this.idle.add(append);
    const seq = decision.events.length > 0 ? firstSeq + answer : head.lastSeq;
    return { conversationId: head.id, seq, at: this.at, duplicate: false };
  }

  private async write(): Promise<void> {
    const moved = [...this.work.values()].filter((work) => work.moved);
    if (moved.length === 0) return;
    await insertEvents(
      this.runner,
      moved.flatMap((work) => work.events),
    );
    await moveHeads(
      this.runner,
      this.dialect,
      moved.map((work) => work.head),
    );
    for (const { head, decision } of this.effects) await this.writeEffects(head, decision);
  }

  /** The rarer parts of a decision: the active customer's unique key, rewritten rows, further SQL. */
  private async writeEffects(head: Conversation, decision: Decision): Promise<void> {
    if (decision.patch && 'activeCustomer' in decision.patch) {
      await this.runner.query('UPDATE conversation SET active_customer = ? WHERE id = ?', [
        decision.patch.activeCustomer ?? null,
        head.id,
      ]);
    }
    for (const { seq, body } of decision.rewrites ?? []) {
      await this.runner.query('UPDATE event SET content = ? WHERE conversation_id = ? AND seq = ?', [
        JSON.stringify(body),
        head.id,
        seq,
      ]);
    }
    await decision.also?.(this.runner.manager);
  }

  /** As it is stored: what a later append of this batch edited or recalled goes out as that left it. */
  private committed(): Committed[] {
    return [...this.work.values()]
      .filter((work) => work.moved)
      .map(({ head, events, bodies }) => ({
        head,
        events: events.map((row) => Object.assign(row, { content: bodies.get(row.seq) ?? row.content })),
      }));
  }
}

/** Gives a draft its number and moves the head's counters. */
export function number(
  head: Conversation,
  draft: Draft,
  append: Pick<Append, 'sender'>,
  clientId: string | null,
  at: number,
): EventRow {
  const afterPublic = head.lastPublicSeq;
  head.lastSeq += 1;
  if (draft.audience === 'all') head.lastPublicSeq = head.lastSeq;
  if (draft.type === 'message') {
    if (append.sender.role === 'customer') head.customerCount += 1;
    else head.shopCount += 1;
  }
  return {
    conversationId: head.id,
    seq: head.lastSeq,
    afterPublic,
    shopId: head.shopId,
    type: draft.type,
    audience: draft.audience,
    sender: append.sender.key,
    senderRole: append.sender.role,
    senderName: append.sender.name,
    clientId,
    content: draft.body,
    customerCount: head.customerCount,
    shopCount: head.shopCount,
    createdAt: at,
  };
}
