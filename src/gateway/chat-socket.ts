// The socket class that the server makes. It knows who listens to it, so that its listeners are shared functions and no
// connection has closures of its own.

import { type RawData, WebSocket } from 'ws';

/** Who hears a socket. */
export interface SocketListener {
  message(bytes: Buffer, isBinary: boolean): void;
  /** A ping of the WebSocket layer. */
  ping(data: Buffer): void;
  pong(): void;
  /** ws ends the connection by itself: a frame over the limit, broken framing. */
  failed(): void;
  closed(code: number): void;
}

export class ChatSocket extends WebSocket {
  private listener: SocketListener | null = null;

  hearBy(listener: SocketListener): void {
    this.listener = listener;
    this.on('message', onMessage).on('ping', onPing).on('pong', onPong).on('error', onError).on('close', onClose);
  }

  /** For the shared functions. */
  static listenerOf(socket: WebSocket): SocketListener | null {
    return socket instanceof ChatSocket ? socket.listener : null;
  }
}

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  if (Buffer.isBuffer(data)) ChatSocket.listenerOf(this)?.message(data, isBinary);
}

function onPing(this: WebSocket, data: Buffer): void {
  ChatSocket.listenerOf(this)?.ping(data);
}

function onPong(this: WebSocket): void {
  ChatSocket.listenerOf(this)?.pong();
}

function onError(this: WebSocket): void {
  ChatSocket.listenerOf(this)?.failed();
}

function onClose(this: WebSocket, code: number): void {
  ChatSocket.listenerOf(this)?.closed(code);
}
