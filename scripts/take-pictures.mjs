// Takes the pictures of docs/pictures from the built demo: people chat in it in two languages, then widget and console are
// shown in light and dark, and both side by side for the README. Needs Chromium.

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { chromium } from 'playwright-core';
import { WebSocket } from 'ws';
import { ROOT } from './build.mjs';
import { withPalette } from './palette-png.mjs';

const PICTURES = join(ROOT, 'docs', 'pictures');
/** The sheet that holds both, scaled to one height. */
const SHEET = { width: 1520, height: 620 };
const PAGE = { width: 880, height: 860 };
const CONSOLE = { width: 1360, height: 860 };
const KIB = 1024;
const LIMITS = { demo: 400 * KIB, other: 200 * KIB };
const START_MS = 30_000;
const WAITED_MS = 70_000;

/** What is said in each language. `others` wait in the list. */
const PLAYS = {
  en: {
    locale: 'en-GB',
    shop: { name: 'Fennel & Clay', locale: 'en', color: '#3f5a45' },
    customer: {
      sub: 'c-1042',
      name: 'Maya Lindqvist',
      email: 'maya@mail.example',
      attributes: { orders: 3, since: '2024' },
    },
    ask: 'Hi! Has my moss set left yet?',
    answer: 'Hello Maya, let me look.',
    order: { title: 'Pour-over set, moss', status: 'Packed', total: { amount: 6400, currency: 'EUR' } },
    note: 'Courier confirmed for Friday before noon.',
    promise: 'It is packed and leaves today.',
    thanks: 'Wonderful! Could you add a birthday card for Jo?',
    last: 'Gladly, we write it by hand. 🌿',
    others: [
      ['Tom Okafor', 'One of the cups arrived with a crack. What now?'],
      ['Ines Duarte', 'Do you ship to the Azores?'],
      ['Yuki Tanaka', 'Is the sand glaze coming back?'],
      ['Paul Renner', 'Thank you, it looks great on our table!'],
    ],
  },
  zh: {
    locale: 'zh-CN',
    shop: { name: '茴香与陶', locale: 'zh-CN', color: '#3f5a45' },
    customer: { sub: 'c-1042', name: '林晓雨', email: 'xiaoyu@mail.example', attributes: { 订单数: 3, 注册: '2024' } },
    ask: '你好！我的「苔」手冲套装发货了吗？',
    answer: '晓雨你好，我帮你看一下。',
    order: { title: '手冲套装「苔」', status: '已打包', total: { amount: 49800, currency: 'CNY' } },
    note: '快递已确认周五中午前送达。',
    promise: '已经打包好了，今天下午就发出。',
    thanks: '太好了！可以附一张生日卡片吗？',
    last: '没问题，我们为你手写一张 🌿',
    others: [
      ['陈志远', '收到的杯子有一道裂纹，怎么办？'],
      ['王思琪', '可以寄到新疆吗？'],
      ['赵一鸣', '沙色釉还会补货吗？'],
      ['孙悦', '谢谢，摆在桌上很好看！'],
    ],
  },
};

/** Reads well in both scripts, where it is installed; elsewhere the machine's own fonts stay. */
const FONTS = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
${['sans-serif', 'system-ui', 'DejaVu Sans']
  .map(
    (family) => `<match target="pattern"><test name="family"><string>${family}</string></test>
<edit name="family" mode="prepend" binding="strong"><string>Noto Sans CJK SC</string></edit></match>`,
  )
  .join('\n')}
</fontconfig>`;

function findChromium() {
  const folders = (process.env.PATH ?? '').split(':').concat('/usr/bin');
  const found = ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => {
      try {
        accessSync(file);
        return true;
      } catch {
        return false;
      }
    });
  if (!found) throw new Error('chromium is missing: apt-get install chromium');
  return found;
}

/** The built demo on a database of its own, on the first free port that it finds from 8080 on. */
async function startDemo(dataDir) {
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir, OPS_PORT: '0' };
  const stdio = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'src', 'demo.js')], { cwd: ROOT, env, stdio });
  let printed = '';
  const url = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('The demo did not start')), START_MS);
    child.once('exit', () => reject(new Error('The demo ended early')));
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const address = /Shop page\s+(\S+)\/demo\/shop/.exec(printed);
      if (!address) return;
      clearTimeout(late);
      resolve(address[1]);
    });
  });
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { url, stop, signIn: JSON.parse(readFileSync(join(dataDir, 'sign-in.json'), 'utf8')) };
}

/** Calls of the API, as the agent once signed in. */
class Api {
  constructor(url) {
    this.url = url;
  }

  async call(method, path, body) {
    const headers = {
      ...(body && { 'content-type': 'application/json' }),
      ...(this.token && { authorization: `Bearer ${this.token}` }),
    };
    const answer = await fetch(this.url + path, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  async begin(signIn, shop) {
    const { token, agent } = await this.call('POST', '/v1/auth/login', signIn);
    this.token = token;
    const [{ id }] = agent.shops;
    this.me = agent.id;
    this.shop = await this.call('PATCH', `/v1/shops/${id}`, shop);
    const { identitySecret } = await this.call('POST', `/v1/shops/${id}/identity-secret`);
    this.secret = Buffer.from(identitySecret);
  }

  /** What the shop's own server would sign for a customer. */
  sign({ sub, ...claims }) {
    const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' });
    return jwt.setSubject(sub).setExpirationTime('1h').sign(this.secret);
  }

  /** A customer who is not on the screen writes one message. */
  async say(name, text) {
    const identity = await this.sign({ sub: name, name });
    const { token } = await this.call('POST', '/v1/visitors', { shopKey: this.shop.shopKey, identity });
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/ws`, 'shopbell.v1');
    const tell = (event, data) => socket.send(JSON.stringify({ event, data }));
    await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => tell('hello', { token, device: 'picture' }));
      socket.on('message', (frame) => {
        const { event, data } = JSON.parse(frame);
        if (event === 'welcome') tell('send', { id: randomUUID(), content: { kind: 'text', text } });
        if (event === 'reject' || event === 'error') reject(new Error(data.message));
        if (event === 'ack') resolve(data);
      });
    }).finally(() => socket.close());
  }
}

async function openShop(browser, url, play, identity) {
  const options = { viewport: PAGE, deviceScaleFactor: 2, locale: play.locale, colorScheme: 'light' };
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`${url}/demo/shop`, { waitUntil: 'networkidle' });
  await page.evaluate(`shopbell('identify', ${JSON.stringify(identity)}); shopbell('open')`);
  const frame = page.frameLocator('iframe');
  await frame.locator('.link.online').waitFor();
  const write = async (text) => {
    await frame.getByRole('textbox').fill(text);
    await frame.getByRole('textbox').press('Enter');
    await frame.locator('.message.own', { hasText: text }).waitFor();
  };
  return { page, write, sees: (text) => frame.locator('.message', { hasText: text }).waitFor() };
}

async function openConsole(browser, url, play, { email, password }) {
  const options = { viewport: CONSOLE, deviceScaleFactor: 2, locale: play.locale, colorScheme: 'light' };
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`${url}/console/?list=open`);
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('.sb-row').first().waitFor();
  const sees = (text) => page.locator('.sb-message', { hasText: text }).waitFor();
  const write = async (text) => {
    await page.locator('.sb-composer textarea').fill(text);
    await page.locator('.sb-composer textarea').press('Enter');
    await sees(text);
  };
  const mode = (index) => page.locator('.sb-mode').nth(index).click();
  return { page, write, sees, mode };
}

/** The whole conversation; resolves when both screens show it and the last answer is read. */
async function perform(browser, demo, play) {
  const api = new Api(demo.url);
  await api.begin(demo.signIn, play.shop);
  for (const [name, text] of play.others) await api.say(name, text);
  const shopper = await openShop(browser, demo.url, play, await api.sign(play.customer));
  await shopper.write(play.ask);
  const agent = await openConsole(browser, demo.url, play, demo.signIn);
  await agent.page.locator('.sb-row', { hasText: play.ask }).click();
  await agent.sees(play.ask);
  const conversation = new URL(agent.page.url()).pathname.split('/').at(-1);
  const { items } = await api.call('GET', '/v1/conversations');
  const cracked = items.find(({ customer }) => customer.name === play.others[0][0]);
  await api.call('PATCH', `/v1/conversations/${cracked.id}`, { priority: 'urgent' });
  await api.call('PATCH', `/v1/conversations/${conversation}`, { assignee: api.me });
  await agent.write(play.answer);
  await shopper.sees(play.answer);
  const { title, status, total } = play.order;
  const order = { id: 'o-2041', number: 'FC-2041', status, total, items: [{ title, quantity: 1 }] };
  const content = { kind: 'order', order, fallback: `FC-2041: ${status}` };
  await api.call('POST', `/v1/conversations/${conversation}/messages`, { content });
  await agent.sees(status);
  await agent.mode(1);
  await agent.write(play.note);
  await agent.mode(0);
  await agent.write(play.promise);
  await shopper.sees(play.promise);
  await shopper.write(play.thanks);
  await agent.sees(play.thanks);
  await agent.write(play.last);
  await shopper.sees(play.last);
  const answered = agent.page.locator('.sb-message', { hasText: play.last });
  await answered.locator('[data-delivery="read"]').waitFor();
  await agent.page.mouse.move(CONSOLE.width / 2, 0);
  // The customers in the list have waited for a while.
  await agent.page.clock.setFixedTime(Date.now() + WAITED_MS);
  return { shopper: shopper.page, agent: agent.page };
}

function keep(name, picture) {
  const file = join(PICTURES, `${name}.png`);
  writeFileSync(file, withPalette(picture));
  const { size } = statSync(file);
  const limit = LIMITS[name] ?? LIMITS.other;
  console.log(`${name}.png ${Math.round(size / KIB)} KB`);
  if (size <= limit) return;
  console.error(`${name}.png is larger than ${limit / KIB} KB`);
  process.exitCode = 1;
}

/** Both screens on one sheet, the shop's page before the agent's. */
async function sideBySide(browser, shop, desk) {
  const page = await browser.newPage({ viewport: SHEET, deviceScaleFactor: 2 });
  const source = (picture) => `data:image/png;base64,${picture.toString('base64')}`;
  await page.setContent(`<!doctype html><style>
    body{margin:0;height:100vh;display:flex;gap:30px;align-items:center;justify-content:center;background:#e7e5df}
    img{display:block;height:548px;border-radius:12px;box-shadow:0 0 0 1px #0002,0 14px 36px #0000002b}
  </style><img src="${source(shop)}"><img src="${source(desk)}">`);
  const picture = await page.screenshot();
  await page.close();
  return picture;
}

async function takeAll(browser, language, play, dataDir) {
  const demo = await startDemo(dataDir);
  try {
    const { shopper, agent } = await perform(browser, demo, play);
    for (const colorScheme of ['light', 'dark']) {
      await Promise.all([shopper.emulateMedia({ colorScheme }), agent.emulateMedia({ colorScheme })]);
      const clip = { x: PAGE.width - 440, y: 0, width: 440, height: PAGE.height };
      keep(`widget-${colorScheme}-${language}`, await shopper.screenshot({ clip, animations: 'disabled' }));
      const desk = await agent.screenshot({ animations: 'disabled' });
      keep(`console-${colorScheme}-${language}`, desk);
      if (language !== 'en' || colorScheme !== 'light') continue;
      keep('demo', await sideBySide(browser, await shopper.screenshot(), desk));
    }
    for (const context of browser.contexts()) await context.close();
  } finally {
    await demo.stop();
  }
}

const scratch = mkdtempSync(join(tmpdir(), 'shopbell-pictures-'));
writeFileSync(join(scratch, 'fonts.conf'), FONTS);
mkdirSync(PICTURES, { recursive: true });
const env = { ...process.env, FONTCONFIG_FILE: join(scratch, 'fonts.conf') };
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-gpu'], env });
try {
  for (const [language, play] of Object.entries(PLAYS)) await takeAll(browser, language, play, join(scratch, language));
} finally {
  await browser.close();
  rmSync(scratch, { recursive: true, force: true });
}
