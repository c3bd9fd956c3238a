// Texts about finding by words, about filters, and about what is pasted or dropped.

/** @typedef {keyof typeof ENGLISH} Key */

const ENGLISH = {
  search_values: "Find: {field}",
  more_values: "{n} more: type to find them.",
  no_values: "No value has that.",
  nearest_words: "Nearest words:",
  words_idle: "None of these icons has “{q}” in its name, tags or aliases.",
  clear_words: "Clear the words",
  pasted_words: "Searched by the words that you pasted.",
  dropped_words: "Searched by the words that you dropped.",
  brought_link:
    "This is a link, which this page may not open: open it, and copy the picture itself.",
  brought_text: "This text is neither an SVG nor a picture: copy the picture, and paste it here.",
  brought_nothing: "There is no picture in it: take a screenshot, and paste it here.",
  brought_broken: "The picture in this text is broken: copy it anew, or save it as a file.",
  key_words: "to the words; Enter or ↓ goes on to the results",
  not_allowed:
    "{service} does not let this site search: its operator allows it by {site} in {setting}.",
};

/** @type {Record<Key, string>} */
const CHINESE = {
  search_values: "查找：{field}",
  more_values: "还有 {n} 项：输入文字查找。",
  no_values: "没有符合的选项。",
  nearest_words: "最接近的词：",
  words_idle: "这些图标的名称、标签和别名中都没有“{q}”。",
  clear_words: "清除文字",
  pasted_words: "已用粘贴的文字搜索。",
  dropped_words: "已用拖放的文字搜索。",
  brought_link: "这是一个链接，本网站无法打开：请打开它，复制图片本身，然后粘贴到这里。",
  brought_text: "这段文字不是 SVG，也不是图片：请复制图片，然后粘贴到这里。",
  brought_nothing: "其中没有图片：请截图，然后粘贴到这里。",
  brought_broken: "这段文字中的图片已损坏：请重新复制，或保存为文件。",
  key_words: "到文字框；Enter 或 ↓ 到结果",
  not_allowed: "{service} 不允许本网站搜索：管理员可在 {setting} 中加入 {site}。",
};

export const BROWSING = { en: ENGLISH, "zh-Hans": CHINESE };
