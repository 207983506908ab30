import type { Language } from '../core/vocabulary.js';
import type { Markup } from './markup.js';
import { escapeHtml } from '../core/escape-html.js';

interface DocumentParts {
  readonly title: string;
  readonly lang: Language;
  readonly style: string;
  readonly body: Markup;
}

/** A whole page that loads nothing and runs nothing, wherever it is opened from. */
export function documentOf({ title, lang, style, body }: DocumentParts): string {
  return `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body.text}
</body>
</html>
`;
}
