// Ids that follow from what a shopper holds: steady, apart by shop and by kind, and shaped as UUIDv8.

import { describe, expect, it } from 'vitest';

import { isUuid } from '../common/ids.js';
import { isShopKey, isVisitorToken, newVisitorToken, verifiedId, visitorId } from './visitor-id.js';

describe('ids of shoppers', () => {
  it('are steady, and differ by shop, by token and by kind', () => {
    const token = newVisitorToken();
    const ids = [
      visitorId('s1', token),
      visitorId('s2', token),
      visitorId('s1', newVisitorToken()),
      verifiedId('s1', token),
    ];
    expect(visitorId('s1', token)).toBe(ids[0]);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) {
      expect(isUuid(id)).toBe(true);
      expect(id).toMatch(/^.{14}8.{4}[89ab]/);
    }
  });

  it('come from tokens of our own shape only', () => {
    expect(isVisitorToken(newVisitorToken())).toBe(true);
    for (const other of ['', 'sbv_', `sbv_${'a'.repeat(44)}`, `sbv_${'a'.repeat(42)}\n`, 'a'.repeat(47)])
      expect(isVisitorToken(other)).toBe(false);
  });

  it('belong to a shop whose key is of plain letters', () => {
    expect(isShopKey('sbw_2kT-x_9')).toBe(true);
    for (const other of ['', '☃', 'sbw_é', 'a b', 'a\n', 'a'.repeat(65), ['sbw_1'], undefined])
      expect(isShopKey(other)).toBe(false);
  });
});
