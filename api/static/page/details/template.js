// The markup of the dialog with an icon's details.

export const DETAILS = `
  <dialog id="details" aria-labelledby="details-title">
    <header>
      <h2 id="details-title" tabindex="-1" autofocus></h2>
      <p class="match"></p>
      <button type="button" class="close" data-text="close"></button>
    </header>
    <div class="left">
      <div class="looks"></div>
      <details class="copying"><summary></summary><div class="choices"></div></details>
    </div>
    <div class="right">
      <dl></dl>
      <h3 data-text="copy"></h3>
      <div class="forms"></div>
      <pre class="preview" tabindex="0" role="region" data-label="preview"></pre>
      <p class="reason" role="status"></p>
      <h3 data-text="download"></h3>
      <div class="actions">
        <button type="button" class="save-svg" data-text="save_svg"></button>
        <button type="button" class="save-png"></button>
        <button type="button" class="bag"></button>
      </div>
      <section class="variants" hidden>
        <h3 data-text="variants"></h3>
        <ul class="row"></ul>
      </section>
      <section class="alike" hidden>
        <h3 data-text="alike_row"></h3>
        <ul class="row"></ul>
      </section>
      <div class="actions">
        <button type="button" class="compare" data-text="compare" aria-pressed="false"></button>
        <button type="button" class="more" data-text="similar_short"></button>
        <button type="button" class="link" data-text="link"></button>
      </div>
    </div>
  </dialog>`;
