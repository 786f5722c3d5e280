// The contract's times and close codes that a client acts on, one constant each: a bundle then holds these and not the whole tables.
// They cannot drift: their types are the contract's own literals, so a wrong number does not compile.

import type { CLOSE, TIMES } from './protocol.js';

type Times = typeof TIMES;
type Close = typeof CLOSE;

export const SILENT_MS: Times['clientSilentMs'] = 45_000;
export const PROBE_MS: Times['probeMs'] = 3_000;
export const CONNECT_MS: Times['connectMs'] = 8_000;
export const RESEND_MS: Times['resendMs'] = 6_000;
export const NO_LIFE_MS: Times['noLifeMs'] = 10_000;
export const CONFIRM_MS: Times['confirmMs'] = 1_000;
export const TYPING_MS: Times['typingMs'] = 6_000;
export const BACKOFF_MIN_MS: Times['backoffMinMs'] = 500;
export const BACKOFF_MAX_MS: Times['backoffMaxMs'] = 20_000;
export const GOOD_CONNECTION_MS: Times['goodConnectionMs'] = 60_000;
export const REPLACED_MS: Times['replacedMs'] = 5_000;

export const TOO_BIG: Close['tooBig'] = 1009;
export const TOKEN_ENDED: Close['tokenEnded'] = 4001;
export const REPLACED: Close['replaced'] = 4009;
export const BUSY: Close['busy'] = 4013;
