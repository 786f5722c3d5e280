// The settings of a shop: how the chat comes onto its pages, where it may appear, and who answers.

import { Loader, Select, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { useChat } from '../chat/chat.js';
import { useI18n } from '../i18n/i18n.js';
import { useServices } from '../shell/services.js';
import { go } from '../shell/use-route.js';
import { useProblemText } from '../shell/use-problem-text.js';
import { InstallCard } from './install-card.js';
import { OriginsCard } from './origins-card.js';
import { TeamCard } from './team-card.js';

/** The page of one shop; the first one of the agent where none is named. */
export default function ShopPage({ shop }: { shop: string | null }) {
  const { t } = useI18n();
  const { me } = useChat();
  const member = me.shops.find(({ id }) => id === shop) ?? me.shops[0];
  return (
    <main id="sb-main" className="sb-settings" tabIndex={-1}>
      <div className="sb-settings-inner">
        <header className="sb-settings-head">
          <Title order={1} size="h3">
            {t('shop.title')}
          </Title>
          {me.shops.length > 1 && (
            <Select
              aria-label={t('shop.choose')}
              data={me.shops.map(({ id, name }) => ({ value: id, label: name }))}
              value={member?.id ?? null}
              allowDeselect={false}
              onChange={(id) => go({ name: 'shop', shop: id })}
            />
          )}
        </header>
        {member ? (
          <Cards key={member.id} id={member.id} manages={member.role !== 'agent'} />
        ) : (
          <p>{t('shop.noShop')}</p>
        )}
      </div>
    </main>
  );
}

function Cards({ id, manages }: { id: string; manages: boolean }) {
  const { calls } = useServices();
  const textOf = useProblemText();
  const shop = useQuery({ queryKey: ['shop', id], queryFn: () => calls.shop(id) });
  return (
    <>
      {shop.isPending && <Loader size="sm" />}
      {shop.isError && <p role="alert">{textOf(shop.error)}</p>}
      {shop.data && (
        <>
          <InstallCard shop={shop.data} />
          <OriginsCard key={shop.data.origins.join(' ')} shop={shop.data} manages={manages} />
        </>
      )}
      <TeamCard shop={id} manages={manages} />
    </>
  );
}
