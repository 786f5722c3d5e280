// Catches what a component throws while it is drawn, so that an agent gets a way out instead of an empty page.

import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';

import { useI18n } from '../i18n/i18n.js';

function FaultPage() {
  const { t } = useI18n();
  return (
    <div className="sb-empty" role="alert">
      <strong>{t('app.broken')}</strong>
      <Button mt="md" onClick={() => location.reload()}>
        {t('app.reload')}
      </Button>
    </div>
  );
}

/** Draws its children, or a page that says that they are broken. */
export class Faulty extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <FaultPage /> : this.props.children;
  }
}
