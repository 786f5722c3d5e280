// The frame begins here: reads where it is and for which shop, and puts the parts together.

import './frame.css';
import { pageOrigin } from './bridge.js';
import { Chat } from './chat/chat.js';
import { openStorage } from './chat/storage.js';
import { Visitor } from './chat/visitor.js';
import { Panel } from './panel.js';

const VERSION = 'widget/0.1.0';

const shopKey = new URLSearchParams(location.search).get('shop');
const page = pageOrigin(location.hash);
const root = document.getElementById('app');

if (shopKey && page && root && window.parent !== window) {
  const [local, session] = [openStorage('localStorage'), openStorage('sessionStorage')];
  const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`;
  const chat = new Chat(new Visitor(shopKey, local), { url, version: VERSION, local, session });
  new Panel(chat, { page, root, session, shopKey });
}
