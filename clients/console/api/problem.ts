// What went wrong with an HTTP call, in one shape: a problem that the server told, or no answer at all (`network`).

import { CODES, type Code } from '../../sdk/protocol.js';

/** Code of a problem; `network`: there was no answer. */
export type ProblemCode = Code | 'network';

interface ProblemFacts {
  status: number;
  code: ProblemCode;
  detail: string;
  retryAfterMs: number | null;
  fields: readonly string[];
  /** The whole answer, for members that only some problems have. */
  body: Readonly<Record<string, unknown>>;
}

/** An HTTP call that failed. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: ProblemCode;
  readonly retryAfterMs: number | null;
  readonly fields: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;

  constructor(facts: ProblemFacts, options?: ErrorOptions) {
    super(facts.detail, options);
    this.status = facts.status;
    this.code = facts.code;
    this.retryAfterMs = facts.retryAfterMs;
    this.fields = facts.fields;
    this.body = facts.body;
  }
}

/** The problem of a call that got no answer. */
export function networkProblem(cause: unknown): ApiProblem {
  const facts = { status: 0, code: 'network', detail: 'No answer', retryAfterMs: null, fields: [], body: {} } as const;
  return new ApiProblem(facts, { cause });
}

/** Reads the problem of an answer that is no success, even when a proxy answered in the server's place. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const body = await bodyOf(response);
  const { code, detail, title, retryAfterMs, fields } = body;
  return new ApiProblem({
    status: response.status,
    code: isCode(code) ? code : codeOfStatus(response.status),
    detail: text(detail) ?? text(title) ?? `HTTP ${response.status}`,
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : retryAfterOf(response),
    fields: Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : [],
    body,
  });
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? { ...body } : {};
  } catch {
    return {}; // A proxy's page is no JSON; the status says enough.
  }
}

function isCode(value: unknown): value is Code {
  return typeof value === 'string' && Object.hasOwn(CODES, value);
}

function codeOfStatus(status: number): Code {
  const known = (Object.keys(CODES) as Code[]).find((code) => CODES[code].status === status);
  return known ?? (status >= 500 ? 'unavailable' : 'invalid');
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function retryAfterOf(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}
