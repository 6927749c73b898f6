// What Blazor cannot do from the server: the viewer's clock, and coming back after the gateway was restarted.
(function () {
  'use strict';

  window.twinGrid = {
    // Called when the page answers from now on: what only the browser knows.
    begin() {
      document.documentElement.dataset.live = '';
      const kept = document.cookie.match(/twingrid-look=(\w+)/)?.[1];
      return { offsetMinutes: -new Date().getTimezoneOffset(), dark: kept ? kept === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches };
    },
    keepLook(dark) {
      document.cookie = `twingrid-look=${dark ? 'dark' : 'light'}; path=/; max-age=31536000; samesite=strict`;
    },
    // Files dropped anywhere in the zone are given to its input; answers the visitor's language.
    takeDrops(zone) {
      const input = zone.querySelector('input[type=file]');
      const over = on => event => {
        event.preventDefault();
        zone.classList.toggle('drop-over', on);
      };
      zone.addEventListener('dragover', over(true));
      zone.addEventListener('dragleave', over(false));
      zone.addEventListener('drop', event => {
        over(false)(event);
        if (event.dataTransfer.files.length === 0) return;
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
      });
      return navigator.language;
    },
    tooltip,
  };

  // One line a course: bands are areas stacked on each other, so their own numbers mean nothing to people.
  function tooltip(points) {
    const lines = points
      .filter(p => p.value[1] != null && !/:(p\d\d|low|span)$/.test(p.seriesId))
      .map(p => {
        const [name, unit] = p.seriesName.split('|');
        const [, value, low, high] = p.value;
        const range = high == null || low === high ? '' : ` <span style="opacity:.75">(${low}–${high})</span>`;
        const shown = /^(meals|boluses)$/.test(p.seriesId) ? low : value;
        return `${p.marker}${name}: <b>${shown}</b> ${unit ?? ''}${range}`;
      });
    if (lines.length === 0) return '';
    const at = new Date(points[0].value[0]);
    return [`<b>${at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}</b>`, ...lines].join('<br>');
  }

  let waiting = null;
  let trying = false;

  function notice(shown) {
    document.getElementById('connection-lost').hidden = !shown;
  }

  async function comeBack() {
    if (trying) return;
    trying = true;
    try {
      // false: the gateway answers but knows this page no more (it was restarted); only a fresh page helps
      if (await Blazor.reconnect() === false) location.reload();
      else stop();
    } catch {
      // the gateway is still away: the next round tries again
    } finally {
      trying = false;
    }
  }

  function stop() {
    clearInterval(waiting);
    waiting = null;
    notice(false);
  }

  Blazor.start({
    circuit: {
      reconnectionHandler: {
        onConnectionDown: () => {
          notice(true);
          waiting ??= setInterval(comeBack, 1500);
        },
        onConnectionUp: stop,
      },
    },
  });
})();
