// What the launcher says, in each language. The frame has its own, larger catalogue.

export interface LauncherWords {
  open: string;
  close: string;
  unread: string;
  title: string;
}

const EN: LauncherWords = {
  open: 'Open chat',
  close: 'Close chat',
  unread: 'unread messages: ',
  title: 'Chat with the shop',
};
const ZH: LauncherWords = { open: '打开在线客服', close: '关闭在线客服', unread: '未读消息：', title: '与商家聊天' };

/** Words of a language tag; English for those that are not known. */
export const launcherWords = (locale: string): LauncherWords => (/^zh\b/i.test(locale) ? ZH : EN);
