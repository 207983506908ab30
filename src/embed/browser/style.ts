/**
 * The clothes of lists and cards, on any ground. Colours are AA on white (WCAG 2.2: 4.5 to 1); what is to be touched is
 * 44 px high, for gloves.
 */
export const PLACE_STYLE = `
button { font: inherit; color: inherit; background: #fff; border: 1px solid #6b6862; border-radius: .4rem; min-height: 44px; padding: .25rem .75rem; cursor: pointer }
button:focus-visible, a:focus-visible, .card:focus-visible { outline: 3px solid #0b57a4; outline-offset: 2px }
.places { list-style: none; margin: 0; padding: 0 }
.place { display: grid; grid-template-columns: 1fr auto; gap: 0 .75rem; width: 100%; text-align: start; border: 0; border-bottom: 1px solid #d8d5cf; border-radius: 0; padding: .6rem .75rem; overflow-wrap: anywhere }
.place .name { font-weight: 600 }
.place .state, .place .address { grid-column: 1 / -1 }
.place .address { color: #55524d }
.place .kind, .distance { color: #55524d }
.state.open, .usable.yes { color: #00594c }
.state.closed, .usable.no { color: #8c1d18 }
.state.unknown, .usable.unknown { color: #6a4b00 }
.card { position: absolute; z-index: 3; inset: auto 0 0 0; max-height: min(80%, 34rem); overflow: auto; background: #fff; border-top: 3px solid #b3261e; padding: .75rem 1rem; box-shadow: 0 -2px 12px #0003; overflow-wrap: anywhere }
.card h2 { font-size: 1.2rem; margin: 0 3rem 0 0 }
.card h3 { font-size: 1rem; margin: .5rem 0 0 }
.card p { margin: .35rem 0 }
.card dl { display: grid; grid-template-columns: auto 1fr; gap: .1rem .75rem; margin: .35rem 0 }
.card dt { color: #55524d }
.card dd { margin: 0 }
.card .close { position: absolute; top: .5rem; right: .5rem; width: 44px; padding: 0; font-size: 1.4rem }
.card .services { padding-left: 1.2rem; margin: .25rem 0 }
.card a { color: #0b57a4; display: inline-block; padding: .5rem .25rem }
`;

/** The clothes of `<yizhan-map>` itself. */
export const ELEMENT_STYLE = `
:host { display: block; font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; color: #1c1b1a; background: #fff; position: relative }
:host([hidden]) { display: none }
.frame { position: relative }
.map { position: relative; height: var(--height, 420px); overflow: hidden; background: #eceae4 }
.map .absent { padding: 1rem; margin: 0 }
.again { position: absolute; z-index: 2; top: .5rem; left: 50%; transform: translateX(-50%) }
.list { overflow: auto; max-height: 28rem }
${PLACE_STYLE}`;

/** What the page adds: its card lies over everything. */
export const PAGE_STYLE = `${PLACE_STYLE}
.card { position: fixed; max-height: 85vh }
`;
