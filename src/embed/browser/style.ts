/**
 * The clothes of lists and cards, on any ground. Colours are AA on white (WCAG 2.2: 4.5 to 1); what is to be touched is
 * 44 px high, for gloves.
 */
export const PLACE_STYLE = `
button, .action { font: inherit; color: inherit; background: #fff; border: 1px solid #6b6862; border-radius: .5rem; min-height: 44px; padding: .3rem .75rem; cursor: pointer; box-sizing: border-box }
button:focus-visible, a:focus-visible, select:focus-visible, textarea:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid #0b57a4; outline-offset: 2px }
.places { list-style: none; margin: 0; padding: 0; counter-reset: place }
.places > li { counter-increment: place }
.place { display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline; width: 100%; text-align: start; border: 0; border-bottom: 1px solid #d8d5cf; border-radius: 0; padding: .65rem .5rem; overflow-wrap: anywhere }
.place:hover { background: #f6f4ef }
.place[aria-current=true] { background: #fdf3cf }
.place .name { font-weight: 600; flex: 1 1 60% }
.numbered .places:not(.events) .place .name::before { content: counter(place) ". " }
.place .distance { white-space: nowrap }
.place .line { flex: 1 1 100% }
.place .kind, .place .address, .distance { color: #55524d }
.chips { display: flex; flex-wrap: wrap; gap: .15rem .75rem; flex: 1 1 100% }
.state.open, .usable.yes { color: #00594c }
.state.closed, .usable.no { color: #8c1d18 }
.state.unknown, .usable.unknown { color: #6a4b00 }
.place .usable, .card .usable { font-weight: 600 }
.live { color: #3b2a80 }
.card { position: absolute; z-index: 3; inset: auto 0 0 0; max-height: min(85%, 40rem); overflow: auto; overscroll-behavior: contain; background: #fff; color: #1c1b1a; border-top: 3px solid #9c1f18; padding: .75rem 1rem 1rem; box-shadow: 0 -2px 12px #0003; overflow-wrap: anywhere; box-sizing: border-box }
.card h2 { font-size: 1.2rem; line-height: 1.35; margin: 0 3rem 0 0 }
.card h3 { font-size: 1rem; margin: .75rem 0 .15rem }
.card p { margin: .3rem 0 }
.card .verdict { border-inline-start: 4px solid; padding: .1rem .6rem; margin: .5rem 0 }
.card .verdict.yes { border-color: #00695c } .card .verdict.no { border-color: #9c1f18 } .card .verdict.unknown { border-color: #a87900 }
.card .verdict p { margin: 0 }
.card .verdict ul { margin: .1rem 0; padding-inline-start: 1.2rem }
.card dl { margin: .5rem 0 } .card dl > div { display: flex; flex-wrap: wrap; gap: 0 .75rem; padding: .1rem 0 }
.card dt { color: #55524d; flex: 0 0 5.5rem; max-width: 100% } .card dd { margin: 0; flex: 1 1 10rem }
.card .close { position: absolute; top: .5rem; inset-inline-end: .5rem; width: 44px; padding: 0; font-size: 1.4rem; line-height: 1 }
.card .services { list-style: none; padding: 0; margin: .25rem 0; display: flex; flex-wrap: wrap; gap: .35rem }
.card .services li { border: 1px solid #b9b5ad; border-radius: 1rem; padding: 0 .65rem }
.card .services .no, .card .services .broken { border-style: dashed; color: #8c1d18 }
.card .services .unknown { border-style: dashed; color: #6a4b00 }
.card .actions { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0 }
.card a { color: #0b57a4 }
.card a.action { display: inline-flex; align-items: center; text-decoration: none; color: #0b57a4; border-color: #0b57a4 }
.card .fine { color: #55524d; font-size: .875rem }
.card summary { min-height: 44px; display: flex; align-items: center; cursor: pointer; text-decoration: underline; color: #0b57a4 }
.card fieldset { border: 0; margin: 0; padding: 0; min-width: 0 }
.card legend { font-weight: 600; padding: 0 }
.card .choice { display: flex; align-items: center; gap: .5rem; min-height: 44px }
.card .choice input { width: 1.4rem; height: 1.4rem; flex: none }
.card select, .card textarea { font: inherit; width: 100%; min-height: 44px; box-sizing: border-box; border: 1px solid #6b6862; border-radius: .5rem; padding: .3rem .5rem; background: #fff; color: inherit }
.card label.field { display: block; margin: .5rem 0 }
.link { border: 0; padding: 0 .25rem; text-align: start; text-decoration: underline; color: #0b57a4; background: none }
.when.off { color: #8c1d18 }
.sketch { display: block; width: 100%; height: 100%; background: #eceae4 }
.absent { margin: 0; padding: .5rem .75rem; background: #fff; color: #1c1b1a; border-bottom: 1px solid #d8d5cf }
`;

/** The clothes of `<yizhan-map>` itself. */
export const ELEMENT_STYLE = `
:host { display: block; font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; font-size: 1rem; color: #1c1b1a; background: #fff; text-align: start }
:host([hidden]) { display: none }
.frame { position: relative; overflow: hidden }
:host([list="off"]) .frame { height: 100% }
.map { position: relative; height: var(--height, 420px); overflow: hidden; background: #eceae4; display: flex; flex-direction: column }
.canvas { flex: 1 1 auto; min-height: 0; position: relative }
.list { overflow: auto; max-height: 28rem; position: relative }
.list p, .list h3 { padding: 0 .75rem }
.again { position: absolute; z-index: 2; top: .5rem; left: 50%; transform: translateX(-50%); box-shadow: 0 1px 4px #0004 }
.hands { position: absolute; z-index: 2; top: .5rem; inset-inline-end: .5rem; display: grid; gap: .35rem }
.hands button { width: 44px; padding: 0; font-size: 1.4rem; line-height: 1 }
.north { position: absolute; z-index: 1; top: .5rem; inset-inline-start: .6rem; text-align: center; font-size: .8rem; line-height: 1.1; color: #1c1b1a; text-shadow: 0 0 3px #fff, 0 0 3px #fff; pointer-events: none }
.credit { position: absolute; z-index: 1; inset-block-end: 0; inset-inline-end: 0; background: #fffc; padding: 0 .4rem; font-size: .75rem; color: #1c1b1a }
@media (min-width: 720px) { .frame .card { inset: auto auto 0 0; width: min(26rem, 100%); border-inline-end: 1px solid #d8d5cf } }
${PLACE_STYLE}`;

/** What the page adds to its own style: its card lies over everything on a phone, over the map where there is room. */
export const PAGE_STYLE = `${PLACE_STYLE}
#measure h3 { margin: 1.1rem 0 .25rem }
.hotlines strong { white-space: nowrap }
.promise { font-weight: 600 }
.plain { list-style: none; margin: 0; padding: 0 }
.plain > li { border-bottom: 1px solid #d8d5cf; padding: .5rem 0 }
.plain > li > .state, .plain > li > .fine, .plain > li > .link { display: block }
.plain p, .plain dl { margin: .25rem 0 } .plain ol { margin: .25rem 0; padding-inline-start: 1.5rem }
.plain dl > div { display: flex; gap: .75rem } .plain dt { color: #55524d } .plain dd { margin: 0 }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0 }
a.action { display: inline-flex; align-items: center; gap: .4rem; text-decoration: none; color: #0b57a4; border-color: #0b57a4 }
.card { position: fixed; max-height: 85vh }
@media (min-width: 900px) { .card { position: absolute; inset: auto auto .5rem .5rem; width: min(27rem, 100% - 1rem); max-height: calc(100% - 1rem); border: 1px solid #d8d5cf; border-top: 3px solid #9c1f18 } }
`;
