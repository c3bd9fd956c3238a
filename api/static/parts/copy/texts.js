// The texts of copying, of an icon's details and of the bag, in English and in Simplified Chinese.

// biome-ignore format: short texts share a line
export const ENGLISH = {
  copy_how: "Size and colour", copy_size: "Size", em: "1em (text size)", preview: "What is copied",
  copy_colour: "Fixed colour", png_size: "PNG", png_ground: "PNG background",
  no_svg: "{name} has no SVG: save its picture.",
  variants: "Other styles and sizes", alike_row: "Looks the same",
  bag: "Bag", bag_open: "Bag · {n}", bag_add: "Into the bag", bag_remove: "Out of the bag",
  bag_added: "{name} is in the bag.", bag_removed: "{name} is out of the bag.",
  bag_full: "The bag is full: empty it, or take icons out.", bag_take_out: "Take {name} out",
  bag_card: "{name}: into the bag, or out of it",
  bag_form: "Form", bag_copy: "Copy all", bag_svg: "SVG files (ZIP)", bag_png: "PNG files (ZIP)",
  bag_empty: "Empty the bag", bag_copied: "Copied {form} of {n} icons.",
  bag_missing: "{n} icons have no SVG: the ZIP file is without them.",
};

// biome-ignore format: short texts share a line
/** @type {Record<keyof typeof ENGLISH, string>} */
export const CHINESE = {
  copy_how: "大小和颜色", copy_size: "大小", em: "1em（随文字）", preview: "将要复制的内容",
  copy_colour: "指定颜色", png_size: "PNG", png_ground: "PNG 背景",
  no_svg: "{name} 没有 SVG：请保存它的图片。", variants: "其他风格和尺寸", alike_row: "外观相同",
  bag: "收集袋", bag_open: "收集袋 · {n}", bag_add: "放入收集袋", bag_remove: "移出收集袋",
  bag_added: "{name} 已放入收集袋。", bag_removed: "{name} 已移出收集袋。",
  bag_full: "收集袋已满：请清空或移出图标。", bag_take_out: "移出 {name}",
  bag_card: "{name}：放入或移出收集袋",
  bag_form: "形式", bag_copy: "全部复制", bag_svg: "SVG 文件（ZIP）", bag_png: "PNG 文件（ZIP）",
  bag_empty: "清空", bag_copied: "已复制 {n} 个图标的 {form}。",
  bag_missing: "{n} 个图标没有 SVG，ZIP 文件中不含它们。",
};
