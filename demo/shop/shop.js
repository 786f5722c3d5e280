// The demo shop's own script: language of the page, and what it tells the widget.
/* global window, document, location, navigator, URLSearchParams */
const wish = new URLSearchParams(location.search).get('lang') ?? navigator.language;
const language = wish.startsWith('zh') ? 'zh' : 'en';

if (language === 'zh') {
  document.documentElement.lang = 'zh-CN';
  document.title = '手冲套装「苔」 · Fennel & Clay';
  for (const element of document.querySelectorAll('[data-zh]:not(nav)')) element.textContent = element.dataset.zh;
  const words = document.querySelector('nav').dataset.zh.split('|');
  document.querySelectorAll('nav a').forEach((link, index) => (link.textContent = words[index]));
}
for (const link of document.querySelectorAll('.languages a')) {
  if (link.getAttribute('href') === `?lang=${language}`) link.setAttribute('aria-current', 'true');
}

// Calls made before the widget has loaded wait in this queue.
window.shopbell =
  window.shopbell ||
  function () {
    (window.shopbell.q = window.shopbell.q || []).push(arguments);
  };
window.shopbell('boot', { locale: document.documentElement.lang });
window.shopbell('context', { product: { id: 'moss-set', title: document.querySelector('h1').textContent } });
document.querySelector('.ask').addEventListener('click', () => window.shopbell('open'));
