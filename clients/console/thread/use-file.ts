// The bytes of a file that a message names. They need the agent's token, so they are fetched and shown from memory.

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { useServices } from '../shell/services.js';

/** An address of the file within this page; null while there is none. */
export function useFileAddress(file: string, wanted: boolean): string | null {
  const { calls } = useServices();
  const [address, setAddress] = useState<string | null>(null);
  const bytes = useQuery({
    queryKey: ['file', file],
    queryFn: () => calls.file(file),
    enabled: wanted,
    staleTime: Infinity,
  });
  useEffect(() => {
    if (!bytes.data) return;
    const made = URL.createObjectURL(bytes.data);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes.data]);
  return address;
}
