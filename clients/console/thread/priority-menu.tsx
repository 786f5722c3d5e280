// How much a conversation presses.

import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconCheck, IconFlag, IconFlagFilled } from '@tabler/icons-react';

import type { Priority } from '../../sdk/protocol.js';
import { useI18n } from '../i18n/i18n.js';
import type { Head } from './head.js';
import type { Change } from './use-change.js';

/** Highest first. */
const PRIORITIES: readonly Priority[] = ['urgent', 'high', 'normal', 'low'];

/** The choice of the priority. */
export function PriorityMenu({ head, change }: { head: Head; change: Change }) {
  const { t } = useI18n();
  const label = `${t('priority.label')}: ${t(`priority.${head.priority}`)}`;
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <Tooltip label={label}>
          <ActionIcon
            className="sb-flag"
            data-priority={head.priority}
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={label}
            disabled={change.busy}
          >
            {head.priority === 'normal' ? <IconFlag size={19} stroke={1.7} /> : <IconFlagFilled size={19} />}
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {PRIORITIES.map((priority) => (
          <Menu.Item
            key={priority}
            role="menuitemradio"
            aria-checked={priority === head.priority}
            leftSection={
              <span className="sb-flag" data-priority={priority}>
                <IconFlagFilled size={15} />
              </span>
            }
            rightSection={priority === head.priority && <IconCheck size={14} />}
            onClick={() => change.make({ priority })}
          >
            {t(`priority.${priority}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
