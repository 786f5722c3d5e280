// What sign-in needs to remember: families of refresh tokens, failed attempts, links that reset a password.

import { EntitySchema } from 'typeorm';

import { ascii, big, type Dialect, id, int } from '../columns.js';

/** One sign-in of an agent. All refresh tokens that follow from it end with it. */
export class RefreshFamily {
  id!: string;
  agentId!: string;
  createdAt!: number;
  endedAt!: number | null;
}

/** One refresh token; only its hash is kept. */
export class RefreshToken {
  hash!: string;
  familyId!: string;
  createdAt!: number;
  expiresAt!: number;
  /** When it was exchanged for the next one. */
  usedAt!: number | null;
}

/** Failed sign-ins of an account from an address. */
export class LoginAttempt {
  /** Hash of account and address. */
  attemptKey!: string;
  failures!: number;
  lastAt!: number;
  lockedUntil!: number;
}

/** A link that lets an agent set a new password, once. */
export class PasswordReset {
  tokenHash!: string;
  agentId!: string;
  createdAt!: number;
  expiresAt!: number;
  usedAt!: number | null;
}

export const signInSchemas = (dialect: Dialect): EntitySchema[] => [
  new EntitySchema<RefreshFamily>({
    name: 'refresh_family',
    target: RefreshFamily,
    columns: {
      id: id({ primary: true }),
      agentId: id({ name: 'agent_id' }),
      createdAt: big({ name: 'created_at' }),
      endedAt: big({ name: 'ended_at', nullable: true }),
    },
    indices: [{ name: 'ix_refresh_family_agent', columns: ['agentId'] }],
  }),
  new EntitySchema<RefreshToken>({
    name: 'refresh_token',
    target: RefreshToken,
    columns: {
      hash: ascii(64, { primary: true }),
      familyId: id({ name: 'family_id' }),
      createdAt: big({ name: 'created_at' }),
      expiresAt: big({ name: 'expires_at' }),
      usedAt: big({ name: 'used_at', nullable: true }),
    },
    indices: [
      { name: 'ix_refresh_token_family', columns: ['familyId'] },
      { name: 'ix_refresh_token_expires', columns: ['expiresAt'] },
    ],
  }),
  new EntitySchema<LoginAttempt>({
    name: 'login_attempt',
    target: LoginAttempt,
    columns: {
      attemptKey: ascii(64, { primary: true, name: 'attempt_key' }),
      failures: int(dialect),
      lastAt: big({ name: 'last_at' }),
      lockedUntil: big({ name: 'locked_until' }),
    },
    indices: [{ name: 'ix_login_attempt_last', columns: ['lastAt'] }],
  }),
  new EntitySchema<PasswordReset>({
    name: 'password_reset',
    target: PasswordReset,
    columns: {
      tokenHash: ascii(64, { primary: true, name: 'token_hash' }),
      agentId: id({ name: 'agent_id' }),
      createdAt: big({ name: 'created_at' }),
      expiresAt: big({ name: 'expires_at' }),
      usedAt: big({ name: 'used_at', nullable: true }),
    },
    indices: [{ name: 'ix_password_reset_agent', columns: ['agentId'] }],
  }),
];
