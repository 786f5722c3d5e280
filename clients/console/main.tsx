// The agents' console: makes the long-lived objects and draws the page.

import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './styles/tokens.css';
import './styles/shell.css';
import './styles/inbox.css';
import './styles/thread.css';
import './styles/messages.css';
import './styles/cards.css';
import './styles/composer.css';
import './styles/customer.css';
import './styles/settings.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { ApiClient } from './api/api-client.js';
import { Calls } from './api/calls.js';
import { OpenCalls } from './api/open-calls.js';
import { Session } from './api/session.js';
import { App } from './app.js';

const fetch = window.fetch.bind(window);
const session = new Session(fetch);
const services = { session, calls: new Calls(new ApiClient(session, fetch)), open: new OpenCalls(fetch) };

void session.start();

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root');
createRoot(root).render(
  <StrictMode>
    <App services={services} />
  </StrictMode>,
);
