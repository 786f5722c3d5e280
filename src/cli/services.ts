// What the commands need of the product, one small interface a call. `open-services.ts` answers them with the real services.

import type { KeyScope, ShopRole } from '../protocol/index.js';

export interface CreateShop {
  createShop(shop: {
    name: string;
    origins: string[];
  }): Promise<{ shopId: string; shopKey: string; identitySecret: string }>;
}

export interface CreateAgent {
  /** Of a known e-mail (`known`): adds the shop to that agent and leaves its name and password. */
  createAgent(agent: {
    shopId: string;
    email: string;
    name: string;
    role: ShopRole;
    password: string;
  }): Promise<{ agentId: string; known: boolean }>;
}

export interface MakePasswordLink {
  /** A link that works once, for an hour. */
  makePasswordLink(email: string): Promise<{ link: string }>;
}

export interface CreateKey {
  createKey(key: { shopId: string; name: string; scopes: KeyScope[] }): Promise<{ apiKey: string }>;
}

export interface MigrateSchema {
  /** Brings the schema up to date; the names of the migrations that ran. */
  migrate(): Promise<string[]>;
}

/** The services over an open database. */
export type ShopServices = CreateShop & CreateAgent & MakePasswordLink & CreateKey;

/** Opens what a command needs, and closes it when the command is done. */
export interface Backend extends MigrateSchema {
  withServices<T>(work: (services: ShopServices) => Promise<T>): Promise<T>;
}
