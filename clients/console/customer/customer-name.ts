// How a customer is called: by its name, or as a visitor.

import type { CustomerRow } from '../../sdk/protocol.js';
import type { Translate } from '../i18n/i18n.js';

/** The name to show. */
export function customerName(customer: Pick<CustomerRow, 'name'> | null | undefined, t: Translate): string {
  return customer?.name ?? t('customer.visitor');
}
