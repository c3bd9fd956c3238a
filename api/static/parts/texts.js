// The texts of the page and the widget, in English and in Simplified Chinese.

/** @import { ProblemDetails } from "./types.js" */
/** @typedef {keyof typeof ENGLISH} TextKey */
/** @typedef {"en" | "zh-Hans"} Language */

// biome-ignore format: short texts share a line
const ENGLISH = {
  choose: "Choose a picture", choose_rest: "or drop it here, or paste a screenshot or SVG with",
  invitation: "Your picture",
  capture: "Capture the screen", sample: "Try a sample", another: "Another picture",
  remove: "Remove the picture",
  private: "The picture is looked at and forgotten.",
  words: "Search by words", words_hint: "Name, tag or alias", language: "中文", loading: "Loading…",
  all_icons: "All icons", alike: "Icons that look like it", more_like: "More like {name}",
  back: "All icons", back_to_picture: "Back to your picture", worded: "Icons for “{q}”",
  count: "{n} icons", count_one: "1 icon", library: "{n} icons, compared by {encoder}",
  waiting: "Searching…",
  none: "No icon matches: take fewer words or fewer filters.",
  found_match: "Found: {name}, {match} %.",
  identical: "Found: {name} has the same paths.", others: "Also in it: {names}.",
  further: "Also in this picture",
  further_found: "found", further_unsure: "perhaps", further_absent: "perhaps not in the library",
  same_paths: "same paths",
  reading: "How it was read: {parts}.", mirrored: "mirrored", rotated: "rotated by {degrees}°",
  comma: ", ",
  unsure: "Perhaps one of these; perhaps the icon is not in the library.",
  absent: "The icon does not seem to be in the library. These come nearest:",
  drag: "Drag a box around one icon in your picture.",
  click_copies: "A click copies", svg: "SVG", img: "<img>", uri: "Data URI", react: "React name",
  vue: "Vue name", name: "Plain name",
  copied: "Copied {form} of {name}.",
  not_copied: "The browser does not let this site copy: allow it to use the clipboard.",
  copy_by_hand: "The browser does not let a page copy here: press Ctrl+C.", close: "Close",
  similar: "More like {name}", details: "All about {name}", copy: "Copy", download: "Download",
  save_svg: "SVG file", save_png: "PNG file, 512 px",
  link: "Copy a link to this", link_copied: "Copied the link.",
  look_alikes: "Looks the same: {names}", similar_short: "More like this",
  compare: "Lay your picture over it",
  field_library: "Library", field_style: "Style", field_category: "Category",
  field_license: "Licence", field_tags: "Tags",
  field_aliases: "Aliases", field_id: "Id", clear: "Clear filters", filters: "Filters",
  values: "{field}: {n} chosen",
  seen: "What the service saw", box: "Drawing",
  box_value: "{width} × {height} of {of_width} × {of_height} px", ground: "Ground",
  light_on_dark: "light on dark", dark_on_light: "dark on light", took: "Answered",
  took_value: "in {ms} ms",
  crop:
    "Crop box, {width} × {height} px at {x}, {y}. Arrow keys move it, with Shift they resize it.",
  whole: "Whole picture",
  picture: "Your picture", find_all: "Find every icon in it",
  boxes: "Icons found in the picture: {n}. Choose one.",
  boxes_none: "No icon of the library was found in the picture: drag a box around one.",
  icons: "Icons", keys: "Keys",
  key_paste: "search the picture or SVG in the clipboard",
  key_move: "from icon to icon", key_copy: "copy",
  key_forms: "copy as SVG, <img>, data URI, React, Vue, name",
  key_save: "save as SVG, as PNG", key_more: "more like this", key_details: "all about it",
  key_overlay: "lay your picture over it",
  key_crop: "on the crop box: move it; with Shift, resize it; Esc takes the whole picture",
  api: "API", reference: "Reference",
  offline: "The service does not answer: see whether it runs, then try again.",
  broken_answer:
    "The service gave an answer that is none of its own: see whether a proxy stands before it.",
  no_capture: "The screen was not captured: {reason}",
  wrong_match: "Wrong match", wrong_match_noted: "Noted, without your picture",
};

// biome-ignore format: short texts share a line
/** @type {Record<TextKey, string>} */
const CHINESE = {
  wrong_match: "结果不对", wrong_match_noted: "已记录，不含图片",
  choose: "选择图片", choose_rest: "或拖放到此处，或粘贴截图、SVG：", invitation: "你的图片",
  capture: "截取屏幕", sample: "试试示例", another: "换一张图片", remove: "移除图片",
  private: "图片仅用于本次搜索，不会保存。",
  words: "用文字搜索", words_hint: "名称、标签或别名", language: "English", loading: "加载中…",
  all_icons: "全部图标", alike: "相似的图标", more_like: "与 {name} 相似", back: "全部图标",
  back_to_picture: "返回你的图片", worded: "“{q}”的图标",
  count: "{n} 个图标", count_one: "1 个图标", library: "{n} 个图标，比较方式：{encoder}", waiting: "搜索中…",
  none: "没有匹配的图标：请减少文字或筛选条件。",
  found_match: "找到了：{name}，{match} %。",
  identical: "找到了：{name} 的路径完全相同。", others: "其中还有：{names}。",
  further: "图片中还有", further_found: "已找到", further_unsure: "可能是它", further_absent: "可能不在库中",
  same_paths: "路径相同",
  reading: "识别方式：{parts}。", mirrored: "镜像", rotated: "旋转 {degrees}°", comma: "，",
  unsure: "可能是其中之一，也可能图标库中没有。",
  absent: "图标库中似乎没有这个图标。最接近的是：",
  drag: "请在图片中框选一个图标。",
  click_copies: "点击即复制", svg: "SVG", img: "<img>", uri: "Data URI", react: "React 组件名",
  vue: "Vue 组件名", name: "名称",
  copied: "已复制 {name} 的 {form}。", not_copied: "浏览器不允许本网站复制：请允许它使用剪贴板。",
  copy_by_hand: "浏览器不允许页面在此复制：请按 Ctrl+C。", close: "关闭",
  similar: "与 {name} 相似的图标", details: "{name} 的详情", copy: "复制", download: "下载", save_svg: "SVG 文件",
  save_png: "PNG 文件，512 像素",
  link: "复制链接", link_copied: "已复制链接。", look_alikes: "外观相同：{names}", similar_short: "相似图标",
  compare: "叠加你的图片",
  field_library: "图标库", field_style: "风格", field_category: "分类", field_license: "许可证",
  field_tags: "标签",
  field_aliases: "别名", field_id: "编号", clear: "清除筛选", filters: "筛选", values: "{field}：已选 {n} 项",
  seen: "服务看到的内容", box: "图形", box_value: "{width} × {height}，全图 {of_width} × {of_height} 像素",
  ground: "背景",
  light_on_dark: "深底浅图", dark_on_light: "浅底深图", took: "用时", took_value: "{ms} 毫秒",
  crop: "裁剪框，{width} × {height} 像素，位于 {x}, {y}。方向键移动，按住 Shift 调整大小。", whole: "整张图片",
  picture: "你的图片", find_all: "找出其中所有图标", boxes: "图片中找到 {n} 个图标：请选择一个。",
  boxes_none: "图片中没有找到库中的图标：请框选一个。",
  icons: "图标", keys: "快捷键",
  key_paste: "搜索剪贴板中的图片或 SVG", key_move: "在图标间移动", key_copy: "复制",
  key_forms: "复制为 SVG、<img>、Data URI、React、Vue、名称",
  key_save: "保存为 SVG、PNG", key_more: "相似图标", key_details: "详情", key_overlay: "叠加你的图片",
  key_crop: "在裁剪框上：移动;按住 Shift 调整大小;Esc 使用整张图片",
  api: "API", reference: "参考文档", offline: "服务没有响应：请确认它正在运行，然后重试。",
  broken_answer: "收到的应答不是本服务的：请检查中间的代理。",
  no_capture: "没有截取屏幕：{reason}",
};

// Chinese for the service's problems, which it explains in English only; by the end of `type`.
/** @type {Record<string, string>} */
const PROBLEMS = {
  "bad-request": "请求无法读取：请重新选择图片再试。",
  "not-found": "图标库中没有这个图标：请重新搜索。",
  "too-large": "图片太大：请裁剪出图标周围的部分。",
  "too-slow": "上传太慢：请重试，或使用更小的图片。",
  "unknown-format": "文件不是 PNG、JPEG、SVG 等图片：请另存为其中一种，或截图后再试。",
  "unusable-picture": "图片损坏或没有内容：请裁剪出图标及其周围一点区域。",
  "invalid-parameter": "参数无效：请修改筛选或裁剪框。",
  "not-ready": "服务还没有可用的图标库：请稍后再试。",
  unauthorised: "此服务需要密钥：请向管理员索取。",
  forbidden: "该密钥不适用于本网站：请向管理员索取另一个。",
  busy: "服务繁忙：请稍后再试。",
  "internal-error": "服务出错：请重试，如仍失败请告知管理员。",
};

export const TEXTS = { en: ENGLISH, "zh-Hans": CHINESE };

/** @type {Language} */
let language = "en";

/**
 * Set the language: Simplified Chinese for any Chinese, English for any other.
 * @param {string} tag a BCP 47 language tag
 */
export function setLanguage(tag) {
  language = tag.toLowerCase().startsWith("zh") ? "zh-Hans" : "en";
}

export function currentLanguage() {
  return language;
}

/**
 * Returns a text in the current language.
 * @param {TextKey} key
 * @param {Record<string, string | number>} values replace the {placeholders} of their names
 */
export function text(key, values = {}) {
  return TEXTS[language][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/**
 * Returns a number as the current language writes it.
 * @param {number} number
 * @param {number} digits at most so many after the point
 */
export function formatNumber(number, digits = 0) {
  return number.toLocaleString(language, { maximumFractionDigits: digits });
}

/**
 * Returns what an error says to a person: the service's own sentence, or its translation.
 * @param {Error & { problem?: ProblemDetails }} error
 */
export function problemText(error) {
  const kind = error.problem?.type?.split(":").pop() ?? "";
  return (language === "zh-Hans" && PROBLEMS[kind]) || error.message;
}

/**
 * Set the texts of all elements under `root`: `data-text` names the content's key, `data-label` the
 * accessible name's, `data-hint` the placeholder's.
 * @param {Document | ShadowRoot} root
 */
export function translate(root) {
  for (const element of elementsWith(root, "text")) element.textContent = textOf(element, "text");
  for (const element of elementsWith(root, "label")) {
    element.setAttribute("aria-label", textOf(element, "label"));
  }
  for (const element of elementsWith(root, "hint")) {
    /** @type {HTMLInputElement} */ (element).placeholder = textOf(element, "hint");
  }
}

/**
 * @param {Document | ShadowRoot} root
 * @param {string} name
 * @returns {NodeListOf<HTMLElement>}
 */
function elementsWith(root, name) {
  return root.querySelectorAll(`[data-${name}]`);
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 */
function textOf(element, name) {
  return text(/** @type {TextKey} */ (element.dataset[name]));
}
