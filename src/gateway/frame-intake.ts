// Frames in: decoded, counted, checked, and handed to their handler in the order in which they came, never awaited.

import { isObservable } from 'rxjs';

import { ChatError } from '../common/chat-error.js';
import { CLOSE, FIELD_LIMITS, type WireLimits } from '../protocol/index.js';
import type { Connection } from './connection.js';
import type { Connections } from './connections.js';
import { type FrameAnswers, nameOf } from './frame-answers.js';
import { readFrameData } from './frame-data.js';
import { decodeFrame, type DecodedFrame, shortText } from './frame-decoder.js';
import type { FrameRate } from './frame-rate.js';

/** A gateway's method with its guards, pipes and filters. */
export type FrameHandler = (connection: Connection, data: object, event: string) => unknown;

const BAD_FRAMES = 3;
const UNANSWERED_RETRY_MS = 1_000;
const FLOOD_RETRY_MS = 5_000;

export class FrameIntake {
  /** One table for all connections. */
  readonly handlers = new Map<string, FrameHandler>();

  constructor(
    private readonly limits: Readonly<WireLimits>,
    private readonly rate: FrameRate,
    private readonly answers: FrameAnswers,
    private readonly counters: Connections['counters'],
  ) {}

  /** One message of the socket. Never throws. */
  take(connection: Connection, bytes: Buffer, isBinary: boolean): void {
    if (isBinary) {
      connection.close(CLOSE.badFrames, 'binary frame');
    } else if (connection.state === 'new' && bytes.length > this.limits.helloFrameBytes) {
      connection.close(CLOSE.tooBig, 'frame over the limit');
    } else {
      const frame = decodeFrame(bytes);
      if (frame) this.heard(connection, frame, performance.now());
      else this.unparsable(connection);
    }
  }

  /** A ping of the WebSocket layer costs as much as a frame; too many are not answered. */
  ping(connection: Connection, data: Buffer): void {
    if (this.rate.take(connection, performance.now()) === 0) connection.answerPing(data);
  }

  private heard(connection: Connection, frame: DecodedFrame, now: number): void {
    const { event } = frame;
    if (event === 'pong' && connection.awaitsPong) {
      connection.awaitsPong = false;
      return;
    }
    const waitMs = this.rate.take(connection, now);
    if (waitMs > 0) this.tooFast(connection, frame, waitMs, now);
    else if (event === 'ping') connection.frame('pong', {});
    else if (event !== 'pong') this.start(connection, frame);
  }

  private start(connection: Connection, { event, data }: DecodedFrame): void {
    const handler = this.handlers.get(event);
    const refusal = this.refusal(connection, event, handler !== undefined);
    if (refusal) {
      connection.error(refusal.code, refusal.message, nameOf(event));
      return;
    }
    if (!handler) return;
    if (event === 'hello') connection.helloStarted = true;
    try {
      const checked = readFrameData(event, data);
      if (event !== 'send') void this.run(connection, event, checked, handler);
      else if (this.isFull(connection)) this.refuseSend(connection, data, tooManyUnanswered());
      else this.runSend(connection, checked, handler);
    } catch (error) {
      this.answers.failed(connection, event, data, error);
    }
  }

  /** Why a frame is not for now. */
  private refusal({ state, helloStarted }: Connection, event: string, known: boolean): ChatError | null {
    if (event === 'hello' && helloStarted) return new ChatError('invalid', 'One hello is enough');
    if (state === 'new' && event !== 'hello') return new ChatError('unauthorized', 'Nothing is handled before welcome');
    return known ? null : new ChatError('unsupported', 'This frame is not known here');
  }

  private runSend(connection: Connection, data: object, handler: FrameHandler): void {
    const id = shortText(data, 'id', FIELD_LIMITS.idLength) ?? '';
    const place = connection.sends.reserve(conversationOf(data), id);
    const release = () => connection.sends.release(place);
    void this.run(connection, 'send', data, handler).then(release);
  }

  private run(connection: Connection, event: string, data: object, handler: FrameHandler): Promise<void> {
    return Promise.resolve(handler(connection, data, event)).then(
      (answer) => this.deliver(connection, event, data, answer),
      (error: unknown) => this.answers.failed(connection, event, data, error),
    );
  }

  /** Interceptors make an Observable of what a handler returns. */
  private deliver(connection: Connection, event: string, data: object, answer: unknown): void {
    if (isObservable(answer)) {
      answer.subscribe({
        next: (value) => this.deliver(connection, event, data, value),
        error: (error: unknown) => this.answers.failed(connection, event, data, error),
      });
    } else if (typeof answer === 'string') {
      connection.send(answer);
    } else if (typeof answer === 'object' && answer !== null) {
      connection.send(JSON.stringify(answer));
    }
  }

  private isFull(connection: Connection): boolean {
    return connection.unanswered >= this.limits.unansweredSends;
  }

  /** A send that is refused for now: those behind it in its conversation must wait for it. */
  private refuseSend(connection: Connection, data: object, error: ChatError): void {
    const id = shortText(data, 'id', FIELD_LIMITS.idLength);
    this.answers.refuse(connection, 'send', data, error);
    if (id !== null && !connection.sends.refuse(conversationOf(data), id)) connection.close(CLOSE.busy, 'too fast');
  }

  private tooFast(connection: Connection, { event, data }: DecodedFrame, retryAfterMs: number, now: number): void {
    this.counters.rateLimited++;
    const error = new ChatError('rate_limited', 'Too many frames', { retryAfterMs });
    if (event === 'send' && connection.state === 'ready') this.refuseSend(connection, data, error);
    else connection.error(error.code, error.message, nameOf(event), { retryAfterMs });
    if (!this.rate.refused(connection, now)) return;
    connection.error('rate_limited', 'Too many frames for too long', nameOf(event), { retryAfterMs: FLOOD_RETRY_MS });
    connection.close(CLOSE.busy, 'too fast');
  }

  private unparsable(connection: Connection): void {
    connection.badFrames++;
    this.counters.badFrames++;
    if (connection.badFrames >= BAD_FRAMES) connection.close(CLOSE.badFrames, 'unparsable frames');
    else connection.error('invalid', 'A frame is {"event": text, "data": object}', '');
  }
}

function conversationOf(data: object): string | undefined {
  return shortText(data, 'conversation', FIELD_LIMITS.idLength) ?? undefined;
}

function tooManyUnanswered(): ChatError {
  return new ChatError('rate_limited', 'Too many unanswered messages', { retryAfterMs: UNANSWERED_RETRY_MS });
}
