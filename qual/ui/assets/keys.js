// Streamlit's keys of buttons also act inside text fields. There Ctrl+Z belongs to the words being typed.
if (!window.qualKeepsFieldKeys) {
  window.qualKeepsFieldKeys = true;
  window.addEventListener(
    "keydown",
    (event) => {
      const typing = event.target.closest?.("input, textarea, [contenteditable=true]");
      if (typing && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") event.stopImmediatePropagation();
    },
    true,
  );
}
