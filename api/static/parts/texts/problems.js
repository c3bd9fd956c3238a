// Chinese for the service's problems, which it explains in English only; by the end of `type`.
/** @type {Record<string, string>} */
export const PROBLEMS = {
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
