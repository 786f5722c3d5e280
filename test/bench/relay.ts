// The limit that the chat is measured against: a plain `ws` server that acks and forwards to the partner, and stores nothing.

import { WebSocketServer, type WebSocket } from 'ws';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/ws', perMessageDeflate: false });
const pairs = new Map<string, Set<WebSocket>>();
let pid = 0;

server.on('listening', () => {
  const address = server.address();
  if (typeof address === 'object' && address) process.send?.({ port: address.port });
});
server.on('connection', (socket) => {
  let room: Set<WebSocket> | undefined;
  socket.on('message', (data: Buffer) => {
    const { event, data: body } = JSON.parse(data.toString()) as {
      event: string;
      data: { id: string; room: string; content: unknown };
    };
    if (event === 'hello') {
      room = pairs.get(body.room) ?? new Set();
      pairs.set(body.room, room.add(socket));
      socket.send('{"event":"welcome","data":{}}');
      return;
    }
    socket.send(JSON.stringify({ event: 'ack', data: { id: body.id, seq: ++pid } }));
    const frame = JSON.stringify({
      event: 'event',
      data: { id: body.id, seq: pid, type: 'message', content: body.content },
    });
    for (const other of room ?? []) other.send(frame);
  });
});
