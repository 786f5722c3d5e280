// The people who answer for a shop, and their names.

import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';

import type { MemberRow } from '../api/shapes.js';
import { useServices } from '../shell/services.js';

/** Members of a shop; undefined while they are not known. */
export function useMembers(shop: string | undefined) {
  const { calls } = useServices();
  return useQuery({
    queryKey: ['members', shop],
    queryFn: (): Promise<readonly MemberRow[]> => (shop === undefined ? Promise.resolve([]) : calls.members(shop)),
    enabled: shop !== undefined,
    staleTime: 5 * 60_000,
  });
}

/** Gives the name of a member by its id. */
export function useMemberName(shop: string | undefined): (id: string) => string | null {
  const { data } = useMembers(shop);
  return useCallback((id) => data?.find((member) => member.id === id)?.name ?? null, [data]);
}
