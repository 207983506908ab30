import type { MapSettings } from '../../core/map-settings.js';
import type { Language, Vocabulary } from '../../core/vocabulary.js';
import { escapeHtml } from '../../core/escape-html.js';

/**
 * The rider's page: what one can ask is there as soon as the page is, in one language, and the script fills in the
 * answers. Nothing comes from another host but the map the operator chose.
 */

const WORDS = {
  title: { zh: '驿站 · 找最近的、真正用得上的地方', en: 'Yizhan · the nearest place that will really help' },
  views: { zh: '看什么', en: 'What to see' },
  near: { zh: '附近', en: 'Near by' },
  forYou: { zh: '为你', en: 'For you' },
  forYouWhy: {
    zh: '十项暖“新”措施：热线、活动、优惠、办事和最近的地方',
    en: 'The ten measures: whom to call, what is on, what is cheaper, how to join, and where',
  },
  heading: { zh: '附近哪里可以…', en: 'Where near by can I…' },
  here: { zh: '用我的位置', en: 'Use my position' },
  hereWhy: {
    zh: '位置只用于这一次查询，不保存',
    en: 'your position is used for this question only and not kept',
  },
  openNow: { zh: '只看现在开放的', en: 'open now only' },
  search: { zh: '站名或路名', en: 'Name or street' },
  find: { zh: '查找', en: 'Find' },
  results: { zh: '结果', en: 'Results' },
  map: { zh: '地图', en: 'Map' },
  other: { zh: 'English', en: '中文' },
  docs: { zh: '接口说明', en: 'For programmers' },
  noScript: {
    zh: '此页面需要 JavaScript 才能查询。',
    en: 'This page needs JavaScript to ask for places.',
  },
} as const;

/** 驿 on the red of the stations. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="#9c1f18"/><text x="16" y="23" font-size="19" text-anchor="middle" fill="#fff">驿</text></svg>',
)}`;

export function riderPage(lang: Language, vocabulary: Vocabulary, { centre }: MapSettings): string {
  const say = (name: keyof typeof WORDS) => escapeHtml(WORDS[name][lang]);
  const needs = [...vocabulary.needs.values()].map(
    ({ code, label }) =>
      `<button type="button" data-need="${escapeHtml(code)}" aria-pressed="false">${needText(label[lang])}</button>`,
  );
  const measures = [...vocabulary.measures.values()].map(
    ({ code, label }) => `<a href="#for-you/${escapeHtml(code)}">${escapeHtml(label[lang])}</a>`,
  );
  const other = lang === 'zh' ? 'en' : 'zh';
  return `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say('title')}</title>
<link rel="icon" href="${ICON}">
<link rel="modulepreload" href="/embed/page.js">
<style>${STYLE}</style>
</head>
<body data-lat="${centre.lat}" data-lon="${centre.lon}" data-zoom="${centre.zoom}">
<header>
<h1>驿站 <span lang="en">Yizhan</span></h1>
<a href="/?lang=${other}" hreflang="${other}" lang="${other}">${say('other')}</a>
</header>
<nav class="views" aria-label="${say('views')}">
<a href="#near" id="to-near" aria-current="page">${say('near')}</a>
<a href="#for-you" id="to-for-you">${say('forYou')}</a>
</nav>
<main>
<section id="near" aria-labelledby="ask">
<h2 id="ask">${say('heading')}</h2>
<div class="needs">${needs.join('')}</div>
</section>
<section id="for-you" aria-labelledby="for-you-title" hidden>
<h2 id="for-you-title">${say('forYou')}</h2>
<p class="fine">${say('forYouWhy')}</p>
<div class="needs measures">${measures.join('')}</div>
</section>
<div class="options">
<button type="button" id="here" aria-describedby="here-why"><span aria-hidden="true">◎ </span>${say('here')}</button>
<div id="near-options">
<label><input type="checkbox" id="open-now"> ${say('openNow')}</label>
<form role="search" id="search">
<label for="q">${say('search')}</label>
<input id="q" name="q" type="search" maxlength="100" autocomplete="off" enterkeyhint="search">
<button>${say('find')}</button>
</form>
</div>
</div>
<p class="fine" id="here-why">${say('hereWhy')}</p>
<div class="answers">
<section id="found-part" aria-labelledby="found">
<h2 id="found">${say('results')}</h2>
<p id="told" role="status"></p>
<div id="results"></div>
<noscript><p>${say('noScript')} <a href="/v1/facilities">/v1/facilities</a></p></noscript>
</section>
<section id="measure-part" aria-labelledby="measure-title" hidden>
<h2 id="measure-title" tabindex="-1">${say('forYou')}</h2>
<p id="measure-told" role="status"></p>
<div id="measure"></div>
</section>
<section id="map-part" aria-labelledby="map-title">
<h2 id="map-title">${say('map')}</h2>
<div id="map"></div>
</section>
</div>
</main>
<footer><a href="/docs">${say('docs')}</a></footer>
<script type="module" src="/embed/page.js"></script>
</body>
</html>
`;
}

/** A label; what it has in brackets goes under it. */
function needText(label: string): string {
  const [, main = label, more] = /^(.+?)[（(](.+)[)）]$/.exec(label) ?? [];
  return escapeHtml(main) + (more === undefined ? '' : `<small>${escapeHtml(more)}</small>`);
}

/** Colours are AA on white; targets 44 px and more, for gloves; one column from 320 px on, two where there is room. */
const STYLE = `
*{box-sizing:border-box}
body{margin:0;font:1rem/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;color:#1c1b1a;background:#fff;overflow-wrap:anywhere}
header,main,footer{max-width:80rem;margin:0 auto;padding:.25rem .75rem}
header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;border-bottom:3px solid #9c1f18}
header a,footer a{display:inline-block;padding:.6rem .25rem;color:#0b57a4}
h1{font-size:1.25rem;margin:0}h2{font-size:1.1rem;margin:.75rem 0 .4rem}h3{font-size:1rem;margin:1rem 0 .25rem}
.needs{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,5.6rem),1fr));gap:.4rem}
button{font:inherit;color:inherit;background:#fff;border:1px solid #6b6862;border-radius:.5rem;min-height:44px;padding:.3rem .75rem;cursor:pointer}
.needs button,.needs a{min-height:56px;padding:.2rem .3rem;line-height:1.3}
.needs a{display:flex;align-items:center;justify-content:center;text-align:center;color:inherit;text-decoration:none;border:1px solid #6b6862;border-radius:.5rem}
.needs a[aria-current]{background:#9c1f18;border-color:#9c1f18;color:#fff}
.measures{grid-template-columns:repeat(auto-fill,minmax(min(100%,7.5rem),1fr))}
.views{display:flex;gap:.5rem;max-width:80rem;margin:0 auto;padding:.5rem .75rem 0}
.views a{flex:0 1 10rem;min-height:44px;display:flex;align-items:center;justify-content:center;border:1px solid #6b6862;border-radius:.5rem;color:inherit;text-decoration:none;font-weight:600}
.views a[aria-current]{background:#1c1b1a;border-color:#1c1b1a;color:#fff}
[hidden]{display:none!important}
#near-options{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;flex:1 1 18rem;min-width:0}
.needs small{display:block;font-size:.875em}
button[aria-pressed=true]{background:#9c1f18;border-color:#9c1f18;color:#fff}
button:focus-visible,a:focus-visible,input:focus-visible,[tabindex]:focus-visible{outline:3px solid #0b57a4;outline-offset:2px}
.options{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin:.75rem 0 0}
#here{background:#0b57a4;border-color:#0b57a4;color:#fff}
label{display:inline-flex;align-items:center;min-height:44px;gap:.4rem}input[type=checkbox]{width:1.4rem;height:1.4rem;flex:none}
.fine{margin:.25rem 0;color:#55524d;font-size:.875rem}
form{display:flex;flex-wrap:wrap;gap:.25rem .5rem;align-items:center;flex:1 1 18rem;min-width:0}
input[type=search]{font:inherit;flex:1 1 8rem;min-width:0;min-height:44px;padding:.3rem .6rem;border:1px solid #6b6862;border-radius:.5rem}
#told{margin:0;color:#55524d;min-height:1.5em}
[aria-busy=true]{opacity:.55}
.more{width:100%;margin-top:.5rem}
#map-part{position:relative}
#map{height:min(70vh,28rem);background:#eceae4}
#map>*{height:100%}
footer{padding-bottom:2rem}
@media(min-width:900px){
.answers{display:grid;grid-template-columns:26rem minmax(0,1fr);gap:1.5rem;align-items:start}
#map-part{position:sticky;top:.5rem}
#map-title{position:absolute;clip-path:inset(50%)}
#map{height:max(24rem,calc(100vh - 20rem))}
.needs{grid-template-columns:repeat(7,1fr)}
.measures{grid-template-columns:repeat(5,1fr)}
}
`;
