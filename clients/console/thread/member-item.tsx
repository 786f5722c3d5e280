// A colleague in the choice of who answers, with its presence.

import { Menu } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';

import type { MemberRow } from '../api/shapes.js';
import { useI18n } from '../i18n/i18n.js';
import { PersonAvatar } from '../shell/person-avatar.js';

interface Props {
  member: MemberRow;
  chosen: boolean;
  onChoose: (id: string) => void;
}

/** An item of a menu. */
export function MemberItem({ member, chosen, onChoose }: Props) {
  const { t } = useI18n();
  const presence = (
    <span className="sb-dot" data-presence={member.state} role="img" aria-label={t(`presence.${member.state}`)} />
  );
  return (
    <Menu.Item
      leftSection={<PersonAvatar name={member.name} size={22} />}
      rightSection={chosen ? <IconCheck size={14} aria-hidden="true" /> : presence}
      onClick={() => onChoose(member.id)}
    >
      {member.name}
    </Menu.Item>
  );
}
