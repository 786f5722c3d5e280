// Shops, the agents who work for them, and the programs that hold their keys.

import { EntitySchema } from 'typeorm';

import type { AgentState, KeyScope, ShopRole } from '../../protocol/index.js';
import { ascii, big, type Dialect, id, int, json, text } from '../columns.js';

/** A shop: the tenant. */
export class Shop {
  id!: string;
  name!: string;
  /** Public key that the widget names the shop by. */
  shopKey!: string;
  /** HS256 secret that signs identities on the shop's own server. */
  identitySecret!: string;
  /** The secret before it, while a rotation lasts. */
  previousIdentitySecret!: string | null;
  /** Origins of pages that may hold the widget's frame. */
  origins!: string[];
  /** 1: unsigned shoppers are refused. */
  enforceIdentity!: number;
  reopenDays!: number;
  color!: string;
  locale!: string;
  /** Next short number that no node has reserved yet. */
  nextNumber!: number;
  createdAt!: number;
}

/** A seller's support person; may belong to many shops. */
export class Agent {
  id!: string;
  /** Lower case. */
  email!: string;
  name!: string;
  passwordHash!: string | null;
  state!: AgentState;
  createdAt!: number;
}

/** An agent's role in a shop. */
export class Membership {
  shopId!: string;
  agentId!: string;
  role!: ShopRole;
  createdAt!: number;
}

/** A key of a seller's program; only its hash is kept. */
export class ApiKey {
  id!: string;
  shopId!: string;
  name!: string;
  hash!: string;
  scopes!: KeyScope[];
  createdAt!: number;
  revokedAt!: number | null;
}

/** An invitation to join a shop. */
export class Invitation {
  id!: string;
  shopId!: string;
  email!: string;
  role!: ShopRole;
  tokenHash!: string;
  invitedBy!: string;
  createdAt!: number;
  expiresAt!: number;
  acceptedAt!: number | null;
}

export const shopSchemas = (dialect: Dialect): EntitySchema[] => [
  new EntitySchema<Shop>({
    name: 'shop',
    target: Shop,
    columns: {
      id: id({ primary: true }),
      name: text(120),
      shopKey: ascii(64, { name: 'shop_key' }),
      identitySecret: ascii(128, { name: 'identity_secret' }),
      previousIdentitySecret: ascii(128, { name: 'previous_identity_secret', nullable: true }),
      origins: json(dialect),
      enforceIdentity: int(dialect, { name: 'enforce_identity' }),
      reopenDays: int(dialect, { name: 'reopen_days' }),
      color: ascii(16),
      locale: ascii(16),
      nextNumber: big({ name: 'next_number' }),
      createdAt: big({ name: 'created_at' }),
    },
    uniques: [{ name: 'uq_shop_key', columns: ['shopKey'] }],
  }),
  new EntitySchema<Agent>({
    name: 'agent',
    target: Agent,
    columns: {
      id: id({ primary: true }),
      email: text(254),
      name: text(120),
      passwordHash: ascii(255, { name: 'password_hash', nullable: true }),
      state: ascii(16),
      createdAt: big({ name: 'created_at' }),
    },
    uniques: [{ name: 'uq_agent_email', columns: ['email'] }],
  }),
  new EntitySchema<Membership>({
    name: 'membership',
    target: Membership,
    columns: {
      shopId: id({ primary: true, name: 'shop_id' }),
      agentId: id({ primary: true, name: 'agent_id' }),
      role: ascii(16),
      createdAt: big({ name: 'created_at' }),
    },
    indices: [{ name: 'ix_membership_agent', columns: ['agentId'] }],
  }),
  new EntitySchema<ApiKey>({
    name: 'api_key',
    target: ApiKey,
    columns: {
      id: id({ primary: true }),
      shopId: id({ name: 'shop_id' }),
      name: text(120),
      hash: ascii(64),
      scopes: json(dialect),
      createdAt: big({ name: 'created_at' }),
      revokedAt: big({ name: 'revoked_at', nullable: true }),
    },
    uniques: [{ name: 'uq_api_key_hash', columns: ['hash'] }],
    indices: [{ name: 'ix_api_key_shop', columns: ['shopId'] }],
  }),
  new EntitySchema<Invitation>({
    name: 'invitation',
    target: Invitation,
    columns: {
      id: id({ primary: true }),
      shopId: id({ name: 'shop_id' }),
      email: text(254),
      role: ascii(16),
      tokenHash: ascii(64, { name: 'token_hash' }),
      invitedBy: id({ name: 'invited_by' }),
      createdAt: big({ name: 'created_at' }),
      expiresAt: big({ name: 'expires_at' }),
      acceptedAt: big({ name: 'accepted_at', nullable: true }),
    },
    uniques: [{ name: 'uq_invitation_token', columns: ['tokenHash'] }],
    indices: [{ name: 'ix_invitation_shop', columns: ['shopId'] }],
  }),
];
