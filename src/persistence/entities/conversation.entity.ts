// The heart: customers, their conversations, the log of events of each, and the marks that stand beside it.

import { EntitySchema } from 'typeorm';

import type { ActorRole, Audience, EventType, Priority, Status } from '../../protocol/index.js';
import { ascii, big, type Dialect, id, int, json, text } from '../columns.js';

/** A shopper of one shop. A row is made with its first event. */
export class Customer {
  id!: string;
  shopId!: string;
  /** `sub` of the signed identity; null for an anonymous visitor. */
  externalId!: string | null;
  name!: string | null;
  email!: string | null;
  phone!: string | null;
  attributes!: Record<string, string | number | boolean> | null;
  blockedAt!: number | null;
  /** The verified customer that claimed this visitor. */
  claimedBy!: string | null;
  createdAt!: number;
}

/** A conversation and the head of its log. */
export class Conversation {
  id!: string;
  shopId!: string;
  customerId!: string;
  /** The customer while this is its one unresolved conversation, else null; unique with the shop. */
  activeCustomer!: string | null;
  number!: number;
  status!: Status;
  snoozedUntil!: number | null;
  assigneeId!: string | null;
  priority!: Priority;
  tags!: string[];
  lastSeq!: number;
  lastPublicSeq!: number;
  lastEventAt!: number;
  customerCount!: number;
  shopCount!: number;
  waitingSince!: number | null;
  firstReplyAt!: number | null;
  resolvedAt!: number | null;
  previewSeq!: number;
  previewBy!: ActorRole | null;
  previewText!: string | null;
  previewAt!: number | null;
  version!: number;
  createdAt!: number;
  /** Database time of the last change; compensation looks 20 s back by it. */
  changedAt!: number;
}

/** One event of a conversation's log. */
export class EventRow {
  conversationId!: string;
  seq!: number;
  /** Last public seq before it. */
  afterPublic!: number;
  shopId!: string;
  type!: EventType;
  audience!: Audience;
  /** Key of the principal that sent it. */
  sender!: string;
  senderRole!: ActorRole;
  senderName!: string;
  clientId!: string | null;
  /** What the type carries (`EventBodies`). */
  content!: Record<string, unknown>;
  customerCount!: number;
  shopCount!: number;
  createdAt!: number;
}

/** How far each side holds and has seen one conversation's log. */
export class Mark {
  conversationId!: string;
  shopId!: string;
  deliveredShop!: number;
  /** The same, clamped to what a customer sees. */
  deliveredShopPublic!: number;
  deliveredCustomer!: number;
  readShop!: number;
  readShopPublic!: number;
  readCustomer!: number;
  /** Customer messages up to `readShop`. */
  readShopCount!: number;
  /** Shop messages up to `readCustomer`. */
  readCustomerCount!: number;
  version!: number;
  changedAt!: number;
}

export const conversationSchemas = (dialect: Dialect): EntitySchema[] => [
  new EntitySchema<Customer>({
    name: 'customer',
    target: Customer,
    columns: {
      id: id({ primary: true }),
      shopId: id({ name: 'shop_id' }),
      externalId: text(255, { name: 'external_id', nullable: true }),
      name: text(120, { nullable: true }),
      email: text(254, { nullable: true }),
      phone: text(40, { nullable: true }),
      attributes: json(dialect, { nullable: true }),
      blockedAt: big({ name: 'blocked_at', nullable: true }),
      claimedBy: id({ name: 'claimed_by', nullable: true }),
      createdAt: big({ name: 'created_at' }),
    },
    uniques: [{ name: 'uq_customer_external', columns: ['shopId', 'externalId'] }],
    indices: [{ name: 'ix_customer_claimed', columns: ['claimedBy'] }],
  }),
  new EntitySchema<Conversation>({
    name: 'conversation',
    target: Conversation,
    columns: {
      id: id({ primary: true }),
      shopId: id({ name: 'shop_id' }),
      customerId: id({ name: 'customer_id' }),
      activeCustomer: id({ name: 'active_customer', nullable: true }),
      number: big(),
      status: ascii(16),
      snoozedUntil: big({ name: 'snoozed_until', nullable: true }),
      assigneeId: id({ name: 'assignee_id', nullable: true }),
      priority: ascii(16),
      tags: json(dialect),
      lastSeq: int(dialect, { name: 'last_seq' }),
      lastPublicSeq: int(dialect, { name: 'last_public_seq' }),
      lastEventAt: big({ name: 'last_event_at' }),
      customerCount: int(dialect, { name: 'customer_count' }),
      shopCount: int(dialect, { name: 'shop_count' }),
      waitingSince: big({ name: 'waiting_since', nullable: true }),
      firstReplyAt: big({ name: 'first_reply_at', nullable: true }),
      resolvedAt: big({ name: 'resolved_at', nullable: true }),
      previewSeq: int(dialect, { name: 'preview_seq' }),
      previewBy: ascii(16, { name: 'preview_by', nullable: true }),
      previewText: text(200, { name: 'preview_text', nullable: true }),
      previewAt: big({ name: 'preview_at', nullable: true }),
      version: int(dialect),
      createdAt: big({ name: 'created_at' }),
      changedAt: big({ name: 'changed_at' }),
    },
    uniques: [
      { name: 'uq_conversation_active', columns: ['shopId', 'activeCustomer'] },
      { name: 'uq_conversation_number', columns: ['shopId', 'number'] },
    ],
    indices: [
      { name: 'ix_conversation_recent', columns: ['shopId', 'lastEventAt', 'id'] },
      { name: 'ix_conversation_status', columns: ['shopId', 'status', 'lastEventAt', 'id'] },
      { name: 'ix_conversation_assignee', columns: ['assigneeId', 'status', 'lastEventAt', 'id'] },
      { name: 'ix_conversation_customer', columns: ['customerId', 'createdAt'] },
      { name: 'ix_conversation_changed', columns: ['shopId', 'changedAt'] },
    ],
  }),
  new EntitySchema<EventRow>({
    name: 'event',
    target: EventRow,
    tableName: 'event',
    columns: {
      conversationId: id({ primary: true, name: 'conversation_id' }),
      seq: int(dialect, { primary: true }),
      afterPublic: int(dialect, { name: 'after_public' }),
      shopId: id({ name: 'shop_id' }),
      type: ascii(16),
      audience: ascii(8),
      sender: ascii(40),
      senderRole: ascii(16, { name: 'sender_role' }),
      senderName: text(120, { name: 'sender_name' }),
      clientId: id({ name: 'client_id', nullable: true }),
      content: json(dialect),
      customerCount: int(dialect, { name: 'customer_count' }),
      shopCount: int(dialect, { name: 'shop_count' }),
      createdAt: big({ name: 'created_at' }),
    },
    uniques: [{ name: 'uq_event_client', columns: ['shopId', 'sender', 'clientId'] }],
  }),
  new EntitySchema<Mark>({
    name: 'mark',
    target: Mark,
    columns: {
      conversationId: id({ primary: true, name: 'conversation_id' }),
      shopId: id({ name: 'shop_id' }),
      deliveredShop: int(dialect, { name: 'delivered_shop' }),
      deliveredShopPublic: int(dialect, { name: 'delivered_shop_public' }),
      deliveredCustomer: int(dialect, { name: 'delivered_customer' }),
      readShop: int(dialect, { name: 'read_shop' }),
      readShopPublic: int(dialect, { name: 'read_shop_public' }),
      readCustomer: int(dialect, { name: 'read_customer' }),
      readShopCount: int(dialect, { name: 'read_shop_count' }),
      readCustomerCount: int(dialect, { name: 'read_customer_count' }),
      version: int(dialect),
      changedAt: big({ name: 'changed_at' }),
    },
    indices: [{ name: 'ix_mark_changed', columns: ['shopId', 'changedAt'] }],
  }),
];
