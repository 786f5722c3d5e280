// What can be done with a message: answer it, copy it, and, where the rights allow, edit or recall it.

import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowBackUp, IconCopy, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';

import { type MessageItem, type NoteItem, previewOf } from '../../sdk/index.js';
import { TIMES } from '../../sdk/protocol.js';
import { useChat } from '../chat/chat.js';
import { useI18n } from '../i18n/i18n.js';
import { EditDialog } from './edit-dialog.js';
import { RecallDialog } from './recall-dialog.js';

interface Props {
  item: MessageItem | NoteItem;
  mine: boolean;
  conversation: string;
  shop: string;
  onReply: (seq: number) => void;
}

/** Whether this agent may recall what others said in the shop. */
function useMayRecallOthers(shop: string): boolean {
  const role = useChat().me.shops.find(({ id }) => id === shop)?.role;
  return role === 'owner' || role === 'supervisor';
}

/** The menu of a message; it shows when one points at it or goes there by key. */
export function MessageMenu({ item, mine, conversation, shop, onReply }: Props) {
  const { t } = useI18n();
  const mayRecallOthers = useMayRecallOthers(shop);
  const [dialog, setDialog] = useState<'edit' | 'recall' | null>(null);
  const { content } = item;
  if (!content) return null;
  const young = Date.now() - Date.parse(item.at) < TIMES.editMs;
  const close = (): void => setDialog(null);
  return (
    <>
      <Menu position="bottom-end" width={180}>
        <Menu.Target>
          <ActionIcon
            className="sb-message-menu"
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('message.menu')}
          >
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {item.kind === 'message' && (
            <Menu.Item leftSection={<IconArrowBackUp size={16} />} onClick={() => onReply(item.seq)}>
              {t('message.reply')}
            </Menu.Item>
          )}
          {'clipboard' in navigator && (
            <Menu.Item
              leftSection={<IconCopy size={16} />}
              onClick={() => void navigator.clipboard.writeText(previewOf(content))}
            >
              {t('message.copy')}
            </Menu.Item>
          )}
          {mine && young && content.kind === 'text' && (
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setDialog('edit')}>
              {t('message.edit')}
            </Menu.Item>
          )}
          {(mine || mayRecallOthers) && (
            <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setDialog('recall')}>
              {t('message.recall')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'edit' && content.kind === 'text' && (
        <EditDialog conversation={conversation} seq={item.seq} text={content.text} onClose={close} />
      )}
      {dialog === 'recall' && <RecallDialog conversation={conversation} seq={item.seq} onClose={close} />}
    </>
  );
}
