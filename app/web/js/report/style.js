/** The style sheet of the forms, which only comes with them. */

/** @type {Promise<void> | null} */
let loading = null;

/** Settles when it is there, or cannot be had: the form works without. */
export function loadStyle() {
  loading ??= new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("../../css/report.css", import.meta.url).href;
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => resolve());
    document.head.append(link);
  });
  return loading;
}
