// What has to be different inside Nest's own wiring of gateways. It binds every handler anew for every client, and lets an
// error of `handleConnection` end the process. Both happen in its WebSocketsController, which no adapter is asked about; so
// two of its methods are replaced on the one instance of the application. An unknown Nest stops the start.

import type { MessageMappingProperties } from '@nestjs/websockets';
import { WebSocketsController } from '@nestjs/websockets/web-sockets-controller.js';

/** Where the replaced methods lead. */
export interface SocketEvents {
  /** Handlers of a gateway, once, with its instance bound: `(client, data, event)`. */
  table: (handlers: readonly MessageMappingProperties[]) => void;
  /** `handleConnection` threw or rejected. */
  connectFailed: (client: unknown, error: unknown) => void;
  /** `handleDisconnect` threw or rejected. */
  disconnectFailed: (client: unknown, error: unknown) => void;
}

type Hook = Parameters<WebSocketsController['subscribeConnectionEvent']>[0];

/** Call it before the first gateway subscribes: in the adapter's `create`. */
export function takeOver(app: object, events: SocketEvents): void {
  const controller = controllerOf(app);
  const seen = new WeakSet<MessageMappingProperties[]>();
  controller.subscribeMessages = (handlers, _client, instance) => {
    if (seen.has(handlers)) return;
    seen.add(handlers);
    events.table(handlers.map((handler) => ({ ...handler, callback: handler.callback.bind(instance) })));
  };
  const connect = controller.subscribeConnectionEvent.bind(controller);
  controller.subscribeConnectionEvent = (hook, event) => connect(guarded(hook, events.connectFailed), event);
  const disconnect = controller.subscribeDisconnectEvent.bind(controller);
  controller.subscribeDisconnectEvent = (hook, event) => disconnect(guarded(hook, events.disconnectFailed), event);
}

function controllerOf(app: object): WebSocketsController {
  const sockets: unknown = Reflect.get(app, 'socketModule');
  const controller: unknown =
    typeof sockets === 'object' && sockets !== null && Reflect.get(sockets, 'webSocketsController');
  if (controller instanceof WebSocketsController) return controller;
  throw new Error('This version of @nestjs/websockets is wired differently: see src/gateway/nest-sockets.ts');
}

/** The hook, whose errors go where they are handled. It is not awaited: messages wait for no one. */
function guarded(hook: Hook, failed: (client: unknown, error: unknown) => void): Hook {
  if (typeof hook !== 'function') return hook;
  return (...args: unknown[]): void => {
    try {
      const result: unknown = Reflect.apply(hook, undefined, args);
      if (result instanceof Promise) result.catch((error: unknown) => failed(args[0], error));
    } catch (error) {
      failed(args[0], error);
    }
  };
}
