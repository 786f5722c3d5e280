// Look of launcher and frame in the shop's page. It stands in a shadow root, so neither can disturb the other.

const CSS = `
:host{all:initial;--c:#1b2130;--on:#fff}
:host([hidden]){display:none}
button{all:unset;box-sizing:border-box;position:fixed;z-index:2147483001;
right:max(20px,env(safe-area-inset-right));bottom:max(20px,env(safe-area-inset-bottom));
width:58px;height:58px;border-radius:50%;cursor:pointer;color:var(--on);background:var(--c);
display:grid;place-items:center;-webkit-tap-highlight-color:transparent;
box-shadow:0 0 0 1px rgba(255,255,255,.14),0 1px 3px rgba(10,14,25,.18),0 8px 24px rgba(10,14,25,.24);
transition:transform .2s cubic-bezier(.2,.9,.3,1.3),background-color .25s,box-shadow .2s}
button:hover{transform:scale(1.06)}
button:active{transform:scale(.96)}
button:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px #2563eb}
svg{grid-area:1/1;width:27px;height:27px;fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;
stroke-linejoin:round;transition:transform .25s,opacity .18s}
.x{opacity:0;transform:rotate(-60deg) scale(.6)}
.open .x{opacity:1;transform:none}
.open .chat{opacity:0;transform:rotate(60deg) scale(.6)}
b{position:absolute;top:-3px;right:-3px;min-width:22px;height:22px;padding:0 6px;box-sizing:border-box;
border-radius:11px;border:2px solid #fff;background:#d92d20;color:#fff;text-align:center;
font:700 11px/18px -apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
b[hidden]{display:none}
iframe{position:fixed;z-index:2147483002;border:0;margin:0;padding:0;background:Canvas;color-scheme:light dark;
right:max(20px,env(safe-area-inset-right));bottom:94px;width:400px;max-width:calc(100vw - 40px);
height:min(704px,100vh - 114px);border-radius:18px;visibility:hidden;opacity:0;
transform:translateY(14px) scale(.97);transform-origin:100% 100%;
box-shadow:0 0 0 1px rgba(128,134,150,.2),0 4px 12px rgba(10,14,25,.1),0 24px 64px rgba(10,14,25,.24);
transition:opacity .18s,transform .22s cubic-bezier(.2,.8,.2,1),visibility 0s .22s}
iframe.open{visibility:visible;opacity:1;transform:none;transition-delay:0s}
@media (max-width:480px){
iframe{top:0;left:0;right:0;bottom:auto;width:100%;max-width:none;height:100vh;height:100dvh;border-radius:0;box-shadow:none}
button.open{visibility:hidden}}
@media (prefers-reduced-motion:reduce){button,svg,iframe{transition:none!important}button:hover{transform:none}}
@media print{button,iframe{display:none}}`;

/** Puts the style into a shadow root, by a way that a page's strict content policy lets through where there is one. */
export function addStyle(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.appendChild(document.createElement('style')).textContent = CSS;
  }
}
