import type { PaperFormat } from '../core/paper.js';

/** How it looks, on paper first: ink is saved, and what tells things apart is shape and words, not colour alone. */

const PAGES: Readonly<Record<PaperFormat | 'poster', string>> = {
  a4: '@page{size:A4;margin:16mm 15mm 18mm}',
  a6: '@page{size:105mm 148mm;margin:9mm 8mm 12mm}',
  poster: '@page{size:A4;margin:14mm}',
};

/** Running page numbers in the margin (CSS Paged Media); none on the cover. */
const NUMBERS =
  '@page{@bottom-center{content:counter(page);font:8pt sans-serif;color:#55524d}}@page:first{@bottom-center{content:none}}';

const FONT = 'system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif';

const COMMON = `
*{box-sizing:border-box}
html{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{margin:0 auto;font:10pt/1.45 ${FONT};color:#1c1b1a;background:#fff;overflow-wrap:anywhere}
h1,h2,h3,p,dl,dd,ul,ol{margin:0;padding:0}ol,ul{list-style:none}
h2{font-size:15pt;line-height:1.25;color:#9c1f18;break-after:avoid}
svg{display:block}
.screen{padding:.75rem 1rem;margin:0 0 1.5rem;background:#f4f1ec;border-radius:.5rem;font-size:11pt}
.screen p+p{margin-top:.4rem}
.fine{color:#55524d;font-size:.88em}
@media screen{body{max-width:52rem;padding:1rem}}
@media print{.screen{display:none}}
`;

const BOOKLET = `
.cover{break-after:page;display:flex;flex-direction:column;gap:4mm}
.band{background:#9c1f18;color:#fff;border-radius:2mm;padding:9mm 10mm}
.band p{font-size:13pt}.band h1{font-size:34pt;line-height:1.15;letter-spacing:.02em}.band .where{font-size:20pt;margin-top:3mm}
.foot{display:flex;gap:6mm;align-items:center;margin-top:auto}.foot .qr{width:30mm;flex:none}.foot strong{display:block;font-size:12pt}
.front h2+*{margin-top:2mm}.front section+section{margin-top:7mm}
.how li{padding-left:6mm;position:relative;margin-top:1.2mm}.how li::before{content:"";position:absolute;left:1mm;top:1.2mm;width:2.2mm;height:2.2mm;border:.5mm solid #9c1f18;border-radius:50%}
.contents{columns:2;column-gap:8mm}.contents li{break-inside:avoid;display:flex;gap:2mm;padding:.7mm 0;border-bottom:.2mm solid #d9d4cc}
.contents b{flex:none;width:5.2mm;height:5.2mm;line-height:5.2mm;text-align:center;font-size:8pt;background:#1c1b1a;color:#fff;border-radius:.8mm}.contents span{margin-left:auto;white-space:nowrap;color:#55524d}
.sheet{margin-top:8mm}.sheet header{break-inside:avoid;break-after:avoid}.sheet header .map{margin:2.5mm 0 3.5mm}
.sheet h2 i{font-style:normal;font-size:10pt;font-weight:400;color:#1c1b1a}.contents i{font-style:normal;color:#55524d}
.sheet h2{display:flex;gap:2.5mm;align-items:baseline;border-bottom:.6mm solid #9c1f18;padding-bottom:1mm}
.sheet h2 b{font-size:11pt;background:#1c1b1a;color:#fff;border-radius:1mm;padding:0 1.8mm}.sheet h2 small{margin-left:auto;font-size:9pt;font-weight:400;color:#55524d}
.places{columns:2;column-gap:7mm}
.entry{break-inside:avoid;display:flex;gap:2.5mm;align-items:flex-start;padding:2mm 0 2.2mm;border-bottom:.2mm solid #b9b3a9}
.words{flex:1;min-width:0}
h3{font-size:10.5pt;line-height:1.3}
.number{display:inline-block;min-width:5mm;padding:0 .9mm;text-align:center;background:#1c1b1a;color:#fff;border-radius:2.6mm;font-size:8.5pt;line-height:4.8mm}
.kind{font-size:8.5pt;color:#55524d}.kind::first-letter{text-transform:uppercase}.kind em{font-style:normal;border:.2mm solid #55524d;border-radius:.8mm;padding:0 1mm;white-space:nowrap}
dl{font-size:8.8pt;line-height:1.38;margin-top:.6mm}dl>div{display:flex;flex-wrap:wrap}
dt{flex:none;width:var(--term);color:#55524d}dd{flex:1 1 calc(100% - var(--term));min-width:0}dd+dd{margin-left:var(--term)}
:root{--term:9mm}:root:lang(en){--term:14mm}
.entry .qr{width:19mm;flex:none;margin:-1.5mm -1.5mm 0 0}
.back{margin-top:9mm}.back:not(:has(.beside)){break-inside:avoid}.back li{margin-top:1mm}.beside>li{display:flex;gap:3mm;align-items:flex-start;padding:1.2mm 0;border-bottom:.2mm solid #d9d4cc;break-inside:avoid}.beside>li>div{flex:1;min-width:0}.beside .qr{width:19mm;flex:none}.beside ol{list-style:decimal;padding-left:6mm}
.hotlines li{display:flex;gap:3mm;align-items:baseline}.hotlines b{font-size:12pt;white-space:nowrap}
.map{width:100%;height:auto}
.ground{fill:#f6f3ee;stroke:#b9b3a9;stroke-width:.2}
.streets{fill:none;stroke:#cfc7ba;stroke-width:.5}
.point{fill:#9c1f18}.lead{fill:none;stroke:#1c1b1a;stroke-width:.2}
.dot>circle:not(.point){fill:#1c1b1a;stroke:#1c1b1a;stroke-width:.3}.dot text{fill:#fff}
.estimated>circle:not(.point){fill:#fff;stroke-dasharray:.8 .55;stroke-width:.35}.estimated text{fill:#1c1b1a}
.label rect{fill:#fff;stroke:#1c1b1a;stroke-width:.3}.label text{fill:#1c1b1a}
.map text{text-anchor:middle;font-family:${FONT};font-weight:700}
.scale path{fill:none;stroke:#1c1b1a;stroke-width:.3}.north path{fill:#1c1b1a}.scale text,.north text{fill:#1c1b1a;font-weight:400}
`;

/** A page of the cover's height less its margins, so that its foot stands at the bottom. */
const A4_COVER = '@media print{.cover{height:262mm}}';

const A6 = `
body{font-size:8.2pt}
@media screen{body{max-width:26rem}}
@media print{.cover{height:126mm}main{margin-right:.3mm}}
h2{font-size:11.5pt}
.band{padding:5mm}.band p{font-size:9pt}.band h1{font-size:20pt}.band .where{font-size:13pt;margin-top:1.5mm}
.cover{gap:2.5mm}.foot{gap:3mm}.foot .qr{width:22mm}.foot strong{font-size:9pt}
.front section+section{margin-top:4mm}
.places,.contents{columns:1}
.sheet{margin-top:5mm}
h3{font-size:9pt}.kind{font-size:7.2pt}dl{font-size:7.6pt}
.number{font-size:7.2pt;line-height:4mm}.entry{padding:1.4mm 0 1.6mm}
.entry .qr{width:17mm}
:root{--term:8mm}:root:lang(en){--term:13mm}
`;

const POSTER = `
body{font-size:15pt}
main{display:flex;flex-direction:column;gap:8mm}
@media print{main{height:266mm}}
.band{background:#9c1f18;color:#fff;border-radius:3mm;padding:10mm 12mm}
.band p{font-size:16pt}.band h1{font-size:36pt;line-height:1.2}
h2{font-size:17pt;margin-bottom:1.5mm}
.out{border:1mm solid #9c1f18;border-radius:3mm;padding:4mm 6mm;color:#9c1f18;font-size:22pt;font-weight:700;line-height:1.4}
.hours{font-size:22pt;font-weight:700;line-height:1.4}.hours .fine{font-weight:400;font-size:14pt}
.services{display:flex;flex-wrap:wrap;gap:2.5mm}.services li{border:.5mm solid #1c1b1a;border-radius:2mm;padding:1mm 3.5mm}
.steps{list-style:decimal;padding-left:10mm;font-size:17pt}.steps li{margin-top:2mm}
dl>div{display:flex;gap:4mm;margin-top:1.5mm}dt{flex:none;width:28mm;color:#55524d}
a{color:inherit}
.phone{font-size:22pt;font-weight:700}
.codes{display:flex;gap:10mm;margin-top:auto}.codes>div{flex:1;display:flex;gap:4mm;align-items:center;border:.5mm solid #b9b3a9;border-radius:3mm;padding:3mm}.codes .qr{width:38mm;flex:none}.codes strong{font-size:14pt;line-height:1.35}
`;

export function bookletStyle(format: PaperFormat): string {
  return PAGES[format] + NUMBERS + COMMON + BOOKLET + (format === 'a6' ? A6 : A4_COVER);
}

export function posterStyle(): string {
  return PAGES.poster + COMMON + POSTER;
}
