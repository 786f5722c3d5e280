// Who answers this conversation, and giving it to somebody else.

import { Button, Menu, ScrollArea } from '@mantine/core';
import { IconChevronDown, IconUserOff, IconUserPlus } from '@tabler/icons-react';

import { useChat } from '../chat/chat.js';
import { useMembers } from '../chat/use-members.js';
import { useI18n } from '../i18n/i18n.js';
import { PersonAvatar } from '../shell/person-avatar.js';
import type { Head } from './head.js';
import { MemberItem } from './member-item.js';
import type { Change } from './use-change.js';

/** The choice of who answers. */
export function AssignMenu({ head, change }: { head: Head; change: Change }) {
  const { t } = useI18n();
  const { me } = useChat();
  const members = useMembers(head.shop);
  const { assignee } = head;
  const others = (members.data ?? []).filter(({ id }) => id !== me.id);
  const name = assignee
    ? (assignee.name ?? others.find(({ id }) => id === assignee.id)?.name ?? t('system.somebody'))
    : null;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button
          className="sb-assign"
          variant="default"
          size="sm"
          disabled={change.busy}
          leftSection={assignee ? <PersonAvatar name={name} size={20} /> : <IconUserPlus size={17} stroke={1.7} />}
          rightSection={<IconChevronDown size={14} />}
          aria-label={name === null ? t('action.assign') : t('action.assignee', { name })}
        >
          <span className="sb-cut">{name ?? t('action.assign')}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {assignee?.id !== me.id && (
          <Menu.Item leftSection={<IconUserPlus size={16} />} onClick={() => change.make({ assignee: me.id })}>
            {t('action.assignMe')}
          </Menu.Item>
        )}
        {assignee && (
          <Menu.Item leftSection={<IconUserOff size={16} />} onClick={() => change.make({ assignee: null })}>
            {t('action.unassign')}
          </Menu.Item>
        )}
        {others.length > 0 && <Menu.Divider />}
        {members.isError && <Menu.Label>{t('action.noTeam')}</Menu.Label>}
        <ScrollArea.Autosize mah={280}>
          {others.map((member) => (
            <MemberItem
              key={member.id}
              member={member}
              chosen={member.id === assignee?.id}
              onChoose={(id) => change.make({ assignee: id })}
            />
          ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}
