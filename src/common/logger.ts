// The server's log: pino behind Nest's logger, one JSON object a line, or one line of text on a terminal.
// Use it through `new Logger(Name.name)` of Nest: `logger.warn('what happened', { fields })`, an Error as one of the fields.

import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Level, pino, type Logger as Pino, stdTimeFunctions } from 'pino';

import { textLine } from './log-text.js';
import { describeError, redactFields, redactText } from './redact.js';

export interface LogOptions {
  level: Level | 'silent';
  /** `auto`: text when the stream is a terminal. */
  format: 'auto' | 'json' | 'text';
}

/** A stream that lines are written to; standard output by default. */
export type LogStream = DestinationStream & { isTTY?: boolean };

export class ShopLogger implements LoggerService {
  private readonly pino: Pino;

  constructor({ level, format }: LogOptions, stream: LogStream = process.stdout) {
    const isText = format === 'text' || (format === 'auto' && stream.isTTY === true);
    const asText = {
      write: (line: string) => {
        stream.write(textLine(line));
      },
    };
    this.pino = pino(
      {
        level,
        base: null,
        // Errors are described already; pino's own serializer would add what hangs on them.
        serializers: { err: (value: unknown) => value },
        timestamp: stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      isText ? asText : stream,
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(isRollCall(rest) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    // What Nest tells of a failed start, stack and all, reaches whoever started it too: that one says it in a line.
    this.write(rest.at(-1) === 'ExceptionHandler' ? 'debug' : 'error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: Level, message: unknown, rest: unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const { text, fields } = readCall(message, rest);
    this.pino[level](redactFields(fields), redactText(text));
  }
}

/** Nest names every module and route at the start. */
const ROLL_CALL = new Set<unknown>([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'WebSocketsController',
  'NestFactory',
]);

function isRollCall(rest: unknown[]): boolean {
  return ROLL_CALL.has(rest.at(-1));
}

/** Nest hands over: the message, then any values, a stack (of errors) and the context as the last text. */
function readCall(message: unknown, rest: unknown[]): { text: string; fields: Record<string, unknown> } {
  const fields: Record<string, unknown> & { msg?: unknown } = {};
  const values = rest.filter((value) => value !== undefined);
  const last = values.at(-1);
  if (typeof last === 'string') {
    values.pop();
    fields.context = last;
  }
  const texts: string[] = [];
  for (const value of [message, ...values]) {
    if (typeof value === 'string') texts.push(value);
    else if (value instanceof Error) fields.error = describeError(value);
    else if (typeof value === 'object' && value !== null) Object.assign(fields, value);
    else texts.push(String(value));
  }
  if (typeof fields.msg === 'string') texts.push(fields.msg);
  delete fields.msg;
  if (texts.length === 0 && message instanceof Error) texts.push(message.message);
  return { text: texts.join(' '), fields };
}
