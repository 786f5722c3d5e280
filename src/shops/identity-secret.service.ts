// The secret by which a shop signs identities. Two are live while it is rotated: the present one and the one before.

import { Injectable } from '@nestjs/common';

import { notFound } from '../common/chat-error.js';
import { Shop } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import { newIdentitySecret } from './shops.service.js';

/** What members with the right may see of it: enough to tell secrets apart. */
export interface MaskedSecret {
  /** The beginning and the end. */
  masked: string;
  /** Whether the secret before it still verifies. */
  previousVerifies: boolean;
}

@Injectable()
export class IdentitySecretService {
  constructor(private readonly database: Database) {}

  async show(shopId: string): Promise<MaskedSecret> {
    const shop = await this.database.read.getRepository(Shop).findOneBy({ id: shopId });
    if (!shop) throw notFound();
    const { identitySecret: secret, previousIdentitySecret: previous } = shop;
    return { masked: `${secret.slice(0, 4)}…${secret.slice(-4)}`, previousVerifies: previous !== null };
  }

  /** Makes a new one, shown once. The present one verifies until the next rotation: rotating twice ends a leaked one. */
  async rotate(shopId: string): Promise<{ identitySecret: string }> {
    const identitySecret = newIdentitySecret();
    await this.database.transaction(async (manager) => {
      const shops = manager.getRepository(Shop);
      const { affected } = await shops
        .createQueryBuilder()
        .update()
        .set({ previousIdentitySecret: () => 'identity_secret', identitySecret })
        .where('id = :shopId', { shopId })
        .execute();
      if (affected !== 1) throw notFound();
    });
    return { identitySecret };
  }
}
