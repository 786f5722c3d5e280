import { describe, expect, it } from 'vitest';

import { GOLDEN_CLIENT_FRAMES } from '../protocol/index.js';
import { readFrameData } from './frame-data.js';
import { decodeFrame, shortText } from './frame-decoder.js';

const decode = (text: string) => decodeFrame(Buffer.from(text));

describe('decodeFrame', () => {
  it.each(GOLDEN_CLIENT_FRAMES.map((frame) => [frame.event, frame] as const))('takes the golden %s', (event, frame) => {
    const decoded = decode(JSON.stringify(frame));
    expect(decoded).toEqual(frame);
    expect({ ...readFrameData(event, decoded?.data ?? {}) }).toEqual(frame.data);
  });

  it('takes a frame without data, and members that it does not know', () => {
    expect(decode('{"event":"ping","x":1}')).toEqual({ event: 'ping', data: {} });
  });

  it.each(['', 'x', 'null', '1', '[]', '{}', '{"event":null}', '{"event":"a","data":1}', '{"event":"a","data":[]}'])(
    'refuses %s',
    (text) => expect(decode(text)).toBeNull(),
  );

  it('takes neither event nor data from a prototype', () => {
    expect(decode('{"__proto__":{"event":"ping"}}')).toBeNull();
    expect(shortText({}, 'constructor', 64)).toBeNull();
  });

  it('survives the deepest frame', () => {
    const deep = `${'['.repeat(32_000)}${']'.repeat(32_000)}`;
    expect(decode(`{"event":"x","data":{"d":${deep}}}`)?.event).toBe('x');
  });
});
