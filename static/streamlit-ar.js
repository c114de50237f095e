// Streamlit's own English strings, put into Arabic where they appear. Text of the application is never touched:
// only whole strings of this list, and only inside Streamlit's chrome, are replaced.
(() => {
  "use strict";
  const WORDS = new Map(Object.entries({
    "Upload": "رفع ملف", "Browse files": "اختيار ملف", "Add files": "إضافة ملفات",
    "Drag and drop file here": "اسحب الملف إلى هنا", "Drag and drop files here": "اسحب الملفات إلى هنا",
    "Drag and drop a file here": "اسحب الملف إلى هنا", "Choose an option": "اختر", "Choose options": "اختر",
    "No results": "لا نتائج", "No options to select": "لا خيارات", "No options to select.": "لا خيارات",
    "Select all": "تحديد الكل", "Clear all": "مسح الكل", "Clear value": "مسح", "Clear": "مسح",
    "Show password": "إظهار كلمة المرور", "Hide password": "إخفاء كلمة المرور",
    "Press Enter to apply": "اضغط Enter للتطبيق", "Press Enter to submit form": "اضغط Enter للإرسال",
    "Press Enter to submit": "اضغط Enter للإرسال",
    "Running...": "جارٍ العمل…", "Loading...": "جارٍ التحميل…", "Connecting": "جارٍ الاتصال", "Stop": "إيقاف",
    "Rerun": "إعادة التشغيل", "Print": "طباعة", "Settings": "الإعدادات", "Close": "إغلاق", "Previous": "السابق",
    "Next": "التالي", "Previous page": "الصفحة السابقة", "Next page": "الصفحة التالية",
    "Previous month": "الشهر السابق", "Next month": "الشهر التالي", "View more": "عرض المزيد",
    "View less": "عرض أقل", "Collapse sidebar": "طي القائمة", "Expand sidebar": "فتح القائمة",
    "Copy": "نسخ", "Copy to clipboard": "نسخ", "Fullscreen": "ملء الشاشة", "Close fullscreen": "إنهاء ملء الشاشة",
    "Remove file": "إزالة الملف", "Connection error": "انقطع الاتصال", "Skip to main content": "إلى المحتوى",
    "Main menu": "القائمة", "Download": "تنزيل", "Cancel": "إلغاء", "Search": "بحث", "Today": "اليوم",
    "Open in new tab": "فتح في علامة تبويب جديدة", "Link to heading": "رابط العنوان",
  }));
  const PATTERNS = [
    [/^Limit (\S+) ?(MB|KB|GB) per file(?: • (.*))?$/, (_, n, unit, kinds) => `حد الملف \u2066${n} ${unit}\u2069${kinds ? " • \u2066" + kinds + "\u2069" : ""}`],
    [/^(\S+) ?(MB|KB|GB) per file(?: • (.*))?$/, (_, n, unit, kinds) => `حد الملف \u2066${n} ${unit}\u2069${kinds ? " • \u2066" + kinds + "\u2069" : ""}`],
    [/^View (\d+) more$/, (_, n) => `عرض ${n} أخرى`],
    [/^Remove (.+)$/, (_, name) => `إزالة ${name}`],
    [/^Page (\d+)$/, (_, n) => `صفحة ${n}`],
  ];
  const CHROME = [
    "stFileUploader", "stSelectbox", "stMultiSelect", "stTextInput", "stTextArea", "stNumberInput", "stDateInput",
    "stForm", "stStatusWidget", "stSidebar", "stHeader", "stDialog", "stPagination", "stToolbar", "InputInstructions",
    "stSpinner", "stConnectionStatus", "stExpandSidebarButton", "stElementToolbar", "stHeadingWithActionElements",
    "stTimeInput", "stDateTimeInput", "stTooltipContent",
  ].map((id) => `[data-testid="${id}"]`).concat('[role="listbox"]', '[data-baseweb="popover"]', '[role="dialog"]').join(",");
  const OURS = '[data-testid="stMarkdownContainer"],[data-testid="stText"],[data-testid="stWidgetLabel"]';
  const ATTRIBUTES = ["aria-label", "placeholder", "title"];

  const arabic = (english) => {
    const text = english.trim();
    if (WORDS.has(text)) return WORDS.get(text);
    for (const [pattern, word] of PATTERNS) if (pattern.test(text)) return text.replace(pattern, word);
    return null;
  };
  const sayText = (node) => {
    const parent = node.parentElement;
    if (!parent || !parent.closest(CHROME)) return;
    if (parent.closest(OURS) && !parent.closest('[data-testid="stFileUploaderDropzone"] button')) return;
    const word = arabic(node.data);
    if (word && word !== node.data) node.data = word;
  };
  const sayElement = (element) => {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      const word = value && arabic(value);
      if (word && word !== value) element.setAttribute(name, word);
    }
  };
  const say = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return sayText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.currentNode; node; node = walker.nextNode())
      node.nodeType === Node.TEXT_NODE ? sayText(node) : sayElement(node);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(say);
      else if (change.type === "characterData") sayText(change.target);
      else sayElement(change.target);
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
})();
