// Hub: this node's live sessions, found by conversation, by person and by shop. Plain tables, no logic.

import { Injectable } from '@nestjs/common';

import type { Session, Watch } from './session.js';

@Injectable()
export class Hub {
  readonly sessions = new Set<Session>();
  private readonly byConversation = new Map<string, Set<Watch>>();
  private readonly byPerson = new Map<string, Set<Session>>();
  private readonly inboxes = new Map<string, Set<Session>>();
  /** Agents' watches by the customer of the conversation. */
  private readonly byCustomer = new Map<string, Set<Watch>>();
  private readonly shoppers = new Map<string, Set<Session>>();
  readonly agents = new Set<Session>();

  add(session: Session): void {
    this.sessions.add(session);
    put(this.byPerson, session.principal.id, session);
    if (session.principal.kind === 'agent') this.agents.add(session);
    else put(this.shoppers, session.principal.shop, session);
  }

  remove(session: Session): void {
    session.closed = true;
    this.sessions.delete(session);
    drop(this.byPerson, session.principal.id, session);
    if (session.principal.kind === 'customer') drop(this.shoppers, session.principal.shop, session);
    this.agents.delete(session);
    for (const watch of session.watches.values()) this.forget(watch);
    session.watches.clear();
    this.leaveInboxes(session);
  }

  /** Watches a conversation from a cursor on; watching again replaces the watch. */
  watch(session: Session, conversation: string, cursor: number): Watch {
    const old = session.watches.get(conversation);
    if (old) this.forget(old);
    const watch = session.watch(conversation, cursor);
    put(this.byConversation, conversation, watch);
    return watch;
  }

  unwatch(session: Session, conversation: string): void {
    const watch = session.watches.get(conversation);
    if (!watch) return;
    session.watches.delete(conversation);
    this.forget(watch);
  }

  /** The watch was admitted: its conversation is of this shop and customer. */
  admit(watch: Watch, shop: string, customer: string): void {
    watch.shop = shop;
    watch.customer = customer;
    if (watch.session.principal.kind === 'agent') put(this.byCustomer, customer, watch);
  }

  /** Agents' watches of a customer's conversations. */
  watchesOfCustomer(customer: string): ReadonlySet<Watch> {
    return this.byCustomer.get(customer) ?? NONE;
  }

  /** Shoppers of a shop who are connected here. */
  shoppersOf(shop: string): ReadonlySet<Session> {
    return this.shoppers.get(shop) ?? NONE;
  }

  watchesOf(conversation: string): ReadonlySet<Watch> {
    return this.byConversation.get(conversation) ?? NONE;
  }

  *allWatches(): Generator<Watch> {
    for (const watches of this.byConversation.values()) yield* watches;
  }

  sessionsOf(person: string): ReadonlySet<Session> {
    return this.byPerson.get(person) ?? NONE;
  }

  /** A session's list of these shops is to be kept up to date. */
  joinInboxes(session: Session, shops: Iterable<string>): void {
    this.leaveInboxes(session);
    session.inboxShops = [...shops];
    for (const shop of session.inboxShops) put(this.inboxes, shop, session);
  }

  leaveInboxes(session: Session): void {
    for (const shop of session.inboxShops) drop(this.inboxes, shop, session);
    session.inboxShops = [];
  }

  inboxesOf(shop: string): ReadonlySet<Session> {
    return this.inboxes.get(shop) ?? NONE;
  }

  private forget(watch: Watch): void {
    drop(this.byConversation, watch.conversation, watch);
    drop(this.byCustomer, watch.customer, watch);
  }

  shopsWithInboxes(): Iterable<string> {
    return this.inboxes.keys();
  }
}

const NONE: ReadonlySet<never> = new Set();

function put<T>(table: Map<string, Set<T>>, key: string, value: T): void {
  const set = table.get(key);
  if (set) set.add(value);
  else table.set(key, new Set([value]));
}

function drop<T>(table: Map<string, Set<T>>, key: string, value: T): void {
  const set = table.get(key);
  set?.delete(value);
  if (set?.size === 0) table.delete(key);
}
