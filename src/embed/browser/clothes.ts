/**
 * Gives a document or a shadow root these styles. Made by script and not as an element, so that a page whose content
 * security policy allows no inline style can have them too.
 */
export function dress(root: Document | ShadowRoot, css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
