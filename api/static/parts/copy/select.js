// The list from which a person chooses the form that is copied.

import { titleOf } from "./forms.js";
import { settings } from "./settings.js";

/**
 * Fill a list with all forms, in the current language, the form that a click copies chosen.
 * @param {HTMLSelectElement} select
 * @param {string[]} forms
 */
export function fillForms(select, forms) {
  const { form } = settings.choices;
  select.replaceChildren(...forms.map((each) => new Option(titleOf(each), each)));
  select.value = forms.includes(form) ? form : "svg";
}
