/** What happened, and whether it did: each code with its definition (the list has them in English), and the symbol that it comes to. */
import { t } from "../messages.js";
import { symbol } from "../map/symbols.js";
import { field } from "../ui/dialog.js";
import { h, replace } from "../util/dom.js";
import { group } from "./fields.js";

export class What {
  #explained = "none";

  /** @param {import("../codes.js").Codes} codes */
  constructor(codes) {
    this.codes = codes;
    const { categories = [], types = [], modalities = [] } = codes.lists;
    this.select = h("select", null, h("option", { value: "" }, t("report.type.choose")), categories.map(({ code }) =>
      h("optgroup", { label: codes.label("categories", code) }, types.filter(({ category }) => category === code).map((type) => h("option", { value: type.code }, codes.label("types", type.code))))));
    this.sign = h("span", { class: "report-symbol" });
    this.definition = h("div", { class: "hint" });
    this.modalities = modalities.map(({ code }) => h("input", { type: "radio", name: "modality", value: code, id: `field-modality-${code}`, checked: code === "occurred" }));
    this.element = group(
      t("report.what"),
      h("div", { class: "type-line" }, this.sign, field("type", t("report.type"), this.select)),
      this.definition,
      h("fieldset", { class: "choices" }, h("legend", null, t("report.modality")), modalities.map(({ code, definition }, index) =>
        h("label", { class: "choice" }, this.modalities[index], h("span", null, h("strong", null, codes.label("modalities", code)), " ", h("span", { class: "quiet", lang: "en" }, definition))))),
    );
  }

  get type() {
    return this.select.value;
  }

  get category() {
    return this.codes.find("types", this.type)?.category ?? "incident";
  }

  get modality() {
    return this.modalities.find((input) => input.checked)?.value ?? "occurred";
  }

  /** The definition of the type that is chosen, and its symbol. */
  refresh() {
    replace(this.sign, symbol({ type: this.type, category: this.category, modality: this.modality, verification: "reported" }, 34));
    if (this.#explained === this.type) return;
    this.#explained = this.type;
    const type = /** @type {import("../types").Code & {counts?: string, excludes?: string} | undefined} */ (this.codes.find("types", this.type));
    replace(this.definition, type
      ? [h("p", { lang: "en" }, type.definition), h("details", null, h("summary", null, t("report.type.more")), h("p", null, t("report.type.counts", { what: type.counts ?? "" })), h("p", null, t("report.type.excludes", { what: type.excludes ?? "" })))]
      : h("p", null, t("report.type.hint")));
  }

  /** @returns {import("./errors.js").FieldError[]} */
  check() {
    return this.type ? [] : [{ field: "type", message: t("report.type.missing") }];
  }

  /** @param {import("../types").EventProperties} event */
  fill({ type, modality }) {
    this.select.value = type;
    for (const input of this.modalities) input.checked = input.value === modality;
  }
}
