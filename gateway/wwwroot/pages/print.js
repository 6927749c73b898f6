// The sheet's button; without scripts the browser's own menu prints it as well.
document.querySelector('[data-print]').addEventListener('click', () => window.print());
