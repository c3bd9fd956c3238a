// The texts of the page and the widget, in English and in Simplified Chinese.

import * as copying from "./copy/texts.js";
import { BROWSING } from "./texts/browsing.js";
import { PROBLEMS } from "./texts/problems.js";

/** @import { ProblemDetails } from "./types.js" */
/** @typedef {keyof typeof ENGLISH} TextKey */
/** @typedef {"en" | "zh-Hans"} Language */

// biome-ignore format: short texts share a line
const ENGLISH = {
  ...copying.ENGLISH,
  ...BROWSING.en,
  choose: "Choose a picture", choose_rest: "or drop it here, or paste a screenshot or SVG with",
  invitation: "Your picture",
  capture: "Capture the screen", sample: "Try a sample", another: "Another picture",
  remove: "Remove the picture",
  private: "The service does not store your picture.",
  words: "Search by words", words_hint: "Name, tag or alias", language: "中文", loading: "Loading…",
  all_icons: "All icons", alike: "Similar icons", more_like: "More like {name}",
  back: "All icons", back_to_picture: "Back to your picture", worded: "Icons for “{q}”",
  count: "{n} icons", count_one: "1 icon",
  waiting: "Searching…",
  none: "No icon matches: take fewer words or fewer filters.",
  found_match: "Found: {name}, {match} %.",
  identical: "Found: {name} has the same paths.", others: "Also in it: {names}.",
  further: "Also in this picture",
  further_found: "found", further_unsure: "perhaps", further_absent: "perhaps not in the library",
  same_paths: "same paths",
  reading: "How it was read: {parts}.", part_of_picture: "a part of your picture",
  ended_early: "The service stopped early: crop closer, or search again.",
  mirrored: "mirrored", rotated: "rotated by {degrees}°",
  comma: ", ",
  unsure: "Perhaps one of these; perhaps the icon is not in the library.",
  absent: "The icon does not seem to be in the library.",
  drag: "Drag a box around one icon in your picture.",
  click_copies: "A click copies", svg: "SVG", jsx: "JSX", vue: "Vue", svelte: "Svelte", css: "CSS",
  img: "<img>", uri: "Data URI", name: "Name",
  copied: "Copied {form} of {name}.",
  not_copied: "The browser does not let this site copy: allow it to use the clipboard.",
  copy_by_hand: "The browser does not let a page copy here: press Ctrl+C.", close: "Close",
  similar: "More like {name}", details: "All about {name}", copy: "Copy", download: "Download",
  save_svg: "SVG file", save_png: "PNG file, {pixels} px",
  link: "Copy a link to this", link_copied: "Copied the link.",
  look_alikes: "Looks the same: {names}", similar_short: "More like this",
  compare: "Lay your picture over it",
  field_library: "Library", field_style: "Style", field_category: "Category",
  field_license: "Licence", field_tags: "Tags",
  field_aliases: "Aliases", field_id: "Id", clear: "Clear filters", filters: "Filters",
  values: "{field}: {n} chosen",
  box: "Icon",
  box_value: "{width} × {height} of {of_width} × {of_height} px", ground: "Background",
  light_on_dark: "light on dark", dark_on_light: "dark on light", took: "Answered",
  took_value: "in {ms} ms",
  crop:
    "Crop box, {width} × {height} px at {x}, {y}. Arrow keys move it, with Shift they resize it.",
  whole: "Whole picture",
  picture: "Your picture",
  icons: "Icons", keys: "Keys",
  key_paste: "search the picture or SVG in the clipboard",
  key_move: "from icon to icon", key_copy: "copy",
  key_forms: "copy in a form of the menu, in its order", key_bag: "into the bag, or out of it",
  key_save: "save as SVG, as PNG", key_more: "more like this", key_details: "all about it",
  key_overlay: "lay your picture over it",
  key_crop: "on the crop box: move it; with Shift, resize it; Esc takes the whole picture",
  api: "API", reference: "Reference",
  offline: "The service does not answer: see whether it runs, then try again.",
  broken_answer:
    "The service gave an answer that is none of its own: see whether a proxy stands before it.",
  no_capture: "The screen was not captured: {reason}",
  wrong_match: "Wrong match", wrong_match_noted: "Noted, without your picture",
  // The answer
  purpose: "Find an icon by its picture: paste a screenshot, copy the code.",
  in_library: "In the library", not_in_library: "Not in the library",
  verdict_found: "Found", verdict_identical: "Found: the paths are the same",
  verdict_unsure: "Perhaps this one",
  nearest: "The icons below come nearest.", copy_form: "Copy {form}", copy_name: "Copy {name}",
  details_short: "Details", all_places: "All {n} icons in the picture",
  filtered: "It is not among the icons that your filters leave.",
  filtered_found: "Your filters leave it out: without them it is {name}.",
  filtered_unsure: "Your filters may leave it out: without them it may be {name}.",
  filtered_absent: "It is not in the library without your filters either.",
  unfiltered: "Search without filters",
  places: "Icons in the picture: {n}", open_place: "Show {name} and similar icons",
  copy_names: "Copy all names", names_copied: "Copied the names: {n}.",
  cancel: "Cancel", retry: "Try again", dismiss: "Dismiss",
  tried_again: "The page tries again by itself, too.",
  recent: "Last searches", forget: "Clear", open_again: "Open again: {name}",
  recent_kept: "Kept in this browser only.",
  picture_gone: "The picture of that search is no longer kept in this browser: choose it again.",
  zoom: "Zoom", zoom_in: "Larger", zoom_out: "Smaller",
};

// biome-ignore format: short texts share a line
/** @type {Record<TextKey, string>} */
const CHINESE = {
  ...copying.CHINESE,
  wrong_match: "结果不对", wrong_match_noted: "已记录，不含图片",
  ...BROWSING["zh-Hans"],
  choose: "选择图片", choose_rest: "或拖放到此处，或粘贴截图、SVG：", invitation: "你的图片",
  capture: "截取屏幕", sample: "试试示例", another: "换一张图片", remove: "移除图片",
  private: "服务不会保存你的图片。",
  words: "用文字搜索", words_hint: "名称、标签或别名", language: "English", loading: "加载中…",
  all_icons: "全部图标", alike: "相似的图标", more_like: "与 {name} 相似", back: "全部图标",
  back_to_picture: "返回你的图片", worded: "“{q}”的图标",
  count: "{n} 个图标", count_one: "1 个图标", waiting: "搜索中…",
  none: "没有匹配的图标：请减少文字或筛选条件。",
  found_match: "找到了：{name}，{match} %。",
  identical: "找到了：{name} 的路径完全相同。", others: "其中还有：{names}。",
  further: "图片中还有", further_found: "已找到", further_unsure: "可能是它", further_absent: "可能不在库中",
  same_paths: "路径相同",
  reading: "识别方式：{parts}。", part_of_picture: "图片的一部分",
  ended_early: "服务提前结束了搜索：请裁剪得更小，或重新搜索。",
  mirrored: "镜像", rotated: "旋转 {degrees}°", comma: "，",
  unsure: "可能是其中之一，也可能图标库中没有。",
  absent: "图标库中似乎没有这个图标。",
  drag: "请在图片中框选一个图标。",
  click_copies: "点击即复制", svg: "SVG", jsx: "JSX", vue: "Vue", svelte: "Svelte", css: "CSS",
  img: "<img>", uri: "Data URI", name: "名称",
  copied: "已复制 {name} 的 {form}。", not_copied: "浏览器不允许本网站复制：请允许它使用剪贴板。",
  copy_by_hand: "浏览器不允许页面在此复制：请按 Ctrl+C。", close: "关闭",
  similar: "与 {name} 相似的图标", details: "{name} 的详情", copy: "复制", download: "下载", save_svg: "SVG 文件",
  save_png: "PNG 文件，{pixels} 像素",
  link: "复制链接", link_copied: "已复制链接。", look_alikes: "外观相同：{names}", similar_short: "相似图标",
  compare: "叠加你的图片",
  field_library: "图标库", field_style: "风格", field_category: "分类", field_license: "许可证",
  field_tags: "标签",
  field_aliases: "别名", field_id: "编号", clear: "清除筛选", filters: "筛选", values: "{field}：已选 {n} 项",
  box: "图标", box_value: "{width} × {height}，全图 {of_width} × {of_height} 像素",
  ground: "背景",
  light_on_dark: "深底浅图", dark_on_light: "浅底深图", took: "用时", took_value: "{ms} 毫秒",
  crop: "裁剪框，{width} × {height} 像素，位于 {x}, {y}。方向键移动，按住 Shift 调整大小。", whole: "整张图片",
  picture: "你的图片", 
  icons: "图标", keys: "快捷键",
  key_paste: "搜索剪贴板中的图片或 SVG", key_move: "在图标间移动", key_copy: "复制",
  key_forms: "按菜单顺序复制为某种形式", key_bag: "放入或移出收集袋",
  key_save: "保存为 SVG、PNG", key_more: "相似图标", key_details: "详情", key_overlay: "叠加你的图片",
  key_crop: "在裁剪框上：移动;按住 Shift 调整大小;Esc 使用整张图片",
  api: "API", reference: "参考文档", offline: "服务没有响应：请确认它正在运行，然后重试。",
  broken_answer: "收到的应答不是本服务的：请检查中间的代理。",
  no_capture: "没有截取屏幕：{reason}",
  // The answer
  purpose: "以图找图标：粘贴截图，复制代码。", in_library: "图标库中", not_in_library: "不在图标库中",
  verdict_found: "已找到", verdict_identical: "已找到：路径完全相同", verdict_unsure: "可能是这个",
  nearest: "下方是最接近的图标。", copy_form: "复制 {form}", copy_name: "复制 {name}",
  details_short: "详情", all_places: "图片中的全部 {n} 个图标",
  filtered: "筛选后的图标中没有它。",
  filtered_found: "它被筛选条件排除了：不筛选时是 {name}。",
  filtered_unsure: "它可能被筛选条件排除了：不筛选时可能是 {name}。",
  filtered_absent: "不筛选时图标库中也没有它。", unfiltered: "不筛选，重新搜索",
  places: "图片中的图标：{n} 个", open_place: "查看 {name} 和相似的图标",
  copy_names: "复制全部名称", names_copied: "已复制 {n} 个名称。",
  cancel: "取消", retry: "重试", dismiss: "忽略", tried_again: "页面也会自动重试。",
  recent: "最近的搜索", forget: "清除", open_again: "重新打开：{name}",
  recent_kept: "仅保存在此浏览器中。", picture_gone: "此浏览器中已没有那次搜索的图片：请重新选择。",
  zoom: "缩放", zoom_in: "放大", zoom_out: "缩小",
};

export const TEXTS = { en: ENGLISH, "zh-Hans": CHINESE };

/** @type {Language} */
let language = "en";
let collator = new Intl.Collator(language, { numeric: true });

/**
 * Set the language: Simplified Chinese for any Chinese, English for any other.
 * @param {string} tag a BCP 47 language tag
 */
export function setLanguage(tag) {
  language = tag.toLowerCase().startsWith("zh") ? "zh-Hans" : "en";
  collator = new Intl.Collator(language, { numeric: true });
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
 * Returns the order of two texts from A to Z, numbers in them by their value.
 * @param {string} one
 * @param {string} other
 */
export function compareTexts(one, other) {
  return collator.compare(one, other);
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
 * @param {Document | ShadowRoot | HTMLElement} root
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
 * @param {Document | ShadowRoot | HTMLElement} root
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
