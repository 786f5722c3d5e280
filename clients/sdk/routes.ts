// What each server frame does. Names that are not known do nothing.

import type { Core } from './core.js';
import { mergeMarks, mergeSnapshot } from './merge-row.js';
import type { ServerFrame, ServerFrameName, ServerFrames } from './protocol.js';

type Routes = { [N in ServerFrameName]?: (core: Core, data: ServerFrames[N]) => void };

/** Codes by which the server says that a conversation is not, or no more, this principal's to see. */
const GONE = ['not_found', 'forbidden'];
/** Frames that ask for a conversation's log. */
const ASKING = ['hello', 'watch', 'sync'];

const ROUTES: Routes = {
  event: (core, event) => {
    if (core.isShopper) core.reader.follow(event.conversation, false);
    core.reader.push(event);
  },
  events: (core, page) => core.reader.page(page),
  ack: (core, ack) => {
    if (core.isShopper) core.reader.follow(ack.conversation);
    core.sender.settle(ack, false);
  },
  reject: (core, reject) => core.sender.refuse(reject),
  marks: (core, marks) => {
    core.store.update(marks.conversation, (state) => mergeMarks(state, marks));
    if (core.inbox.mark(marks.conversation, marks)) core.tellRows();
  },
  typing: (core, { conversation, who, on }) => {
    if (who.id !== core.principal?.id) core.typing.hear(conversation, who, on);
  },
  presence: (core, presence) => {
    core.presences.set(presence.who, presence.state);
    core.emitter.emit('presence', presence);
  },
  inbox: (core, frame) => {
    for (const row of frame.upserts) core.store.update(row.id, (state) => mergeSnapshot(state, row));
    core.listed(frame.upserts);
    if (core.inbox.take(frame)) core.tellRows();
  },
  reset: (core, { conversation, why }) => core.reset(conversation, why),
  drain: (core, drain) => core.emitter.emit('drain', drain),
  error: (core, error) => {
    const { code, of, conversation, retryAfterMs } = error;
    if (conversation !== undefined && ASKING.includes(of) && GONE.includes(code)) core.forget(conversation);
    else if (conversation !== undefined && of === 'sync') core.reader.refused(conversation, retryAfterMs);
    core.fault(error);
  },
};

/** Does what a frame says. */
export function route(core: Core, frame: ServerFrame): void {
  const run = ROUTES[frame.event] as ((core: Core, data: ServerFrame['data']) => void) | undefined;
  run?.(core, frame.data);
}
