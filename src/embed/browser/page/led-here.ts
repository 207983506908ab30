/**
 * What a code on paper asks of the page: `/?place=ID` the card of a place, `/?report=ID` the card with its form to say
 * what is wrong.
 */
export interface LedHere {
  readonly id: string;
  readonly toReport: boolean;
}

const LONGEST_ID = 200;

/** @param query the address from its `?` on */
export function ledHere(query: string): LedHere | undefined {
  const asked = new URLSearchParams(query);
  const report = asked.get('report');
  const id = report ?? asked.get('place') ?? '';
  return id === '' || id.length > LONGEST_ID ? undefined : { id, toReport: report !== null };
}

/** Opens the form for reports, which is part of a card once the card is filled; a card without one stays as it is. */
export function openReportForm(card: HTMLElement): void {
  const show = () => {
    const form = card.querySelector<HTMLDetailsElement>('details.report');
    if (!form) return;
    filling.disconnect();
    form.open = true;
    form.scrollIntoView({ block: 'nearest' });
  };
  const filling = new MutationObserver(show);
  filling.observe(card, { childList: true, subtree: true });
  show();
}
