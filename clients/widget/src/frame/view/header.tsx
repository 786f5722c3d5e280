/** @jsxImportSource preact */
// The top of the panel: whose chat it is and how the connection truly stands. It is taller while nothing was said yet.

import type { ChatView } from '../chat/chat-view.js';
import { Avatar } from './avatar.js';
import { Icon } from './icon.js';
import { useLanguage } from './language-context.js';

interface Props {
  view: ChatView;
  welcome: boolean;
  onClose: () => void;
}

export function Header({ view, welcome, onClose }: Props) {
  const { words } = useLanguage();
  const name = view.shop?.name || words.chat;
  const { link, team } = view;
  const teams = { online: words.teamHere, away: words.teamAway, offline: words.teamGone, unknown: words.online };
  const links = { connecting: words.connecting, offline: words.offline, refused: words.offline };
  const state = link === 'online' ? teams[team] : links[link];
  const away = link === 'online' && (team === 'away' || team === 'offline');
  return (
    <header class={welcome ? 'header tall' : 'header'}>
      <div class="bar">
        <Avatar name={name} />
        <div class="who">
          <h1 dir="auto">{name}</h1>
          <p class={away ? `link ${link} away` : `link ${link}`} role="status">
            <i />
            {state}
          </p>
        </div>
        <button type="button" class="round" onClick={onClose} aria-label={words.close} title={words.close}>
          <Icon name="down" />
        </button>
      </div>
      {welcome && (
        <div class="hello">
          <p>{words.hello}</p>
          <p>{words.ask}</p>
        </div>
      )}
    </header>
  );
}
