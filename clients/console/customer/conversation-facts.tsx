// Facts of the conversation, and its tags.

import { TagsInput } from '@mantine/core';

import { useChat } from '../chat/chat.js';
import { useI18n } from '../i18n/i18n.js';
import type { Head } from '../thread/head.js';
import type { Change } from '../thread/use-change.js';
import { PanelPart } from './panel-part.js';

const MAX_TAGS = 20;
const TAG_LENGTH = 50;

/** Tags are changed at once, as one change of the whole list. */
function Tags({ head, change }: { head: Head; change: Change }) {
  const { t } = useI18n();
  return (
    <TagsInput
      label={t('facts.tags')}
      placeholder={head.tags.length === 0 ? t('facts.addTag') : ''}
      size="sm"
      classNames={{ inputField: 'sb-tags-field', label: 'sb-tags-label' }}
      maxTags={MAX_TAGS}
      value={[...head.tags]}
      disabled={change.busy}
      onChange={(tags) => change.make({ tags: tags.map((tag) => tag.trim().slice(0, TAG_LENGTH)).filter(Boolean) })}
    />
  );
}

/** A short list. */
export function ConversationFacts({ head, change }: { head: Head; change: Change }) {
  const { t, format } = useI18n();
  const { me } = useChat();
  const shop = me.shops.find(({ id }) => id === head.shop)?.name;
  return (
    <PanelPart title={`${t('facts.title')} #${head.number}`}>
      <dl className="sb-facts">
        {shop !== undefined && (
          <div>
            <dt>{t('facts.shop')}</dt>
            <dd>{shop}</dd>
          </div>
        )}
        <div>
          <dt>{t('facts.opened')}</dt>
          <dd>{format.dateTime(head.openedAt)}</dd>
        </div>
        <div>
          <dt>{t('facts.firstReply')}</dt>
          <dd>
            {head.firstReplyAt === null
              ? t('facts.none')
              : format.span(Date.parse(head.firstReplyAt) - Date.parse(head.openedAt))}
          </dd>
        </div>
      </dl>
      <Tags head={head} change={change} />
    </PanelPart>
  );
}
