// Who answers for the shop.

import { Loader } from '@mantine/core';

import { useChat } from '../chat/chat.js';
import { useMembers } from '../chat/use-members.js';
import { useI18n } from '../i18n/i18n.js';
import { PersonAvatar } from '../shell/person-avatar.js';
import { useProblemText } from '../shell/use-problem-text.js';
import { InviteForm } from './invite-form.js';
import { SettingsCard } from './settings-card.js';

/** The members; `manages`: this agent may invite. */
export function TeamCard({ shop, manages }: { shop: string; manages: boolean }) {
  const { t } = useI18n();
  const { me } = useChat();
  const members = useMembers(shop);
  const textOf = useProblemText();
  return (
    <SettingsCard
      title={t('shop.team')}
      {...(members.data && { lead: t('shop.teamLead', { count: members.data.length }) })}
    >
      {members.isPending && <Loader size="sm" />}
      {members.isError && <p role="alert">{textOf(members.error)}</p>}
      <ul className="sb-team">
        {members.data?.map((member) => (
          <li key={member.id}>
            <span className="sb-head-person">
              <PersonAvatar name={member.name} size={36} />
              <span
                className="sb-dot"
                data-presence={member.state}
                role="img"
                aria-label={t(`presence.${member.state}`)}
              />
            </span>
            <span className="sb-team-main">
              <span className="sb-cut">
                {member.name} {member.id === me.id && <span className="sb-team-you">({t('shop.you')})</span>}
              </span>
              <span className="sb-team-mail sb-cut">{member.email}</span>
            </span>
            <span className="sb-team-role">{t(`role.${member.role}`)}</span>
          </li>
        ))}
      </ul>
      {manages && <InviteForm shop={shop} />}
    </SettingsCard>
  );
}
