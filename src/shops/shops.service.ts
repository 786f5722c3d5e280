// Shops: made by the CLI or by registration, read by their members, changed by owners and supervisors.

import { Injectable } from '@nestjs/common';

import { notFound } from '../common/chat-error.js';
import { newId, newSecret } from '../common/ids.js';
import { Config } from '../config/config.js';
import { Shop } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import type { Manager } from './members.js';

/** A shop as its members see it, without its secrets. */
export interface ShopDetail {
  id: string;
  name: string;
  shopKey: string;
  origins: string[];
  enforceIdentity: boolean;
  reopenDays: number;
  color: string;
  locale: string;
  /** Where the widget's files and frame stand; the embed snippet names it. */
  widgetOrigin: string;
}

/** What members may change of it. */
export type ShopChange = Partial<Omit<ShopDetail, 'id' | 'shopKey' | 'widgetOrigin'>>;

/** A new shop with the secret that signs identities: shown once. */
export interface NewShop {
  shopId: string;
  shopKey: string;
  identitySecret: string;
}

const DEFAULTS = { enforceIdentity: 0, reopenDays: 7, color: '#2563eb', locale: 'en', nextNumber: 1 };

/** A new secret for identities. */
export function newIdentitySecret(): string {
  return `sbi_${newSecret()}`;
}

@Injectable()
export class ShopsService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  create(shop: { name: string; origins: string[] }): Promise<NewShop> {
    return this.database.transaction((manager) => this.createIn(manager, shop));
  }

  /** The same inside the caller's transaction. */
  async createIn(manager: Manager, { name, origins }: { name: string; origins: string[] }): Promise<NewShop> {
    const createdAt = this.database.clock.now();
    const [id, shopKey, identitySecret] = [newId(createdAt), `sbw_${newSecret(16)}`, newIdentitySecret()];
    const secrets = { shopKey, identitySecret, previousIdentitySecret: null };
    await manager.getRepository(Shop).insert({ ...DEFAULTS, ...secrets, id, name, origins, createdAt });
    return { shopId: id, shopKey, identitySecret };
  }

  async read(shopId: string): Promise<ShopDetail> {
    const shop = await this.database.read.getRepository(Shop).findOneBy({ id: shopId });
    if (!shop) throw notFound();
    return this.detailOf(shop);
  }

  /** Changes what is named and answers with the whole. */
  async change(shopId: string, { enforceIdentity, ...others }: ShopChange): Promise<ShopDetail> {
    const change = {
      ...others,
      ...(enforceIdentity === undefined ? {} : { enforceIdentity: enforceIdentity ? 1 : 0 }),
    };
    return this.database.transaction(async (manager) => {
      const shops = manager.getRepository(Shop);
      if (Object.keys(change).length > 0) await shops.update({ id: shopId }, change);
      const shop = await shops.findOneBy({ id: shopId });
      if (!shop) throw notFound();
      return this.detailOf(shop);
    });
  }

  private detailOf(shop: Shop): ShopDetail {
    const { id, name, shopKey, origins, enforceIdentity, reopenDays, color, locale } = shop;
    const { widgetOrigin } = this.config.http;
    return {
      id,
      name,
      shopKey,
      origins,
      enforceIdentity: enforceIdentity === 1,
      reopenDays,
      color,
      locale,
      widgetOrigin,
    };
  }
}
